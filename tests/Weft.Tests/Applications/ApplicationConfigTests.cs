using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weft.Tests.Applications;

/// <summary>What is written of an application says the same as Keras' own file: epsilons, momenta, initializers, which no output shows.</summary>
public sealed class ApplicationConfigTests
{
    public static TheoryData<string> Stored => [.. StoredApplication.KerasNames];

    [Theory]
    [MemberData(nameof(Stored))]
    public void ToJson_HasKerasOptions(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        JsonNode written = JsonNode.Parse(stored.Model().ToJson())!;
        CompareLayers(stored.Root.GetProperty("config").GetProperty("config").GetProperty("layers"), written["config"]!["layers"]!.AsArray());
    }

    private static void CompareLayers(JsonElement expected, JsonArray actual)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Count);
        foreach ((JsonElement layer, JsonNode? written) in expected.EnumerateArray().Zip(actual))
        {
            // Operators are filed as layers.
            if (layer.GetProperty("module").GetString()!.StartsWith("keras.src.ops", StringComparison.Ordinal))
            {
                continue;
            }

            string where = layer.GetProperty("config").GetProperty("name").GetString()!;
            foreach (string member in (string[])["class_name", "module", "registered_name"])
            {
                Assert.True(layer.GetProperty(member).GetString() == (string?)written![member] || (string?)written["class_name"] == "Sequential", $"{where}: {member} {written[member]}");
            }

            // Keras numbers the inputs of models in models on from the outer one's.
            if (layer.GetProperty("class_name").GetString() == "InputLayer")
            {
                Compare(layer.GetProperty("config").GetProperty("batch_shape"), written!["config"]!["batch_shape"], where);
            }
            else if (layer.GetProperty("config").TryGetProperty("layers", out JsonElement inner))
            {
                CompareLayers(inner, written!["config"]!["layers"]!.AsArray());
            }
            else
            {
                Compare(layer.GetProperty("config"), written!["config"], where);
            }
        }
    }

    private static int AxisOf(JsonElement axis) => axis.ValueKind == JsonValueKind.Array ? axis[0].GetInt32() : axis.GetInt32();

    // The options that both have; Keras' file has the later versions' as well.
    private static void Compare(JsonElement expected, JsonNode? actual, string where)
    {
        if (where.EndsWith(".axis", StringComparison.Ordinal))
        {
            // The last of [batch, height, width, channels], counted from either end, alone or in a list.
            Assert.True(AxisOf(expected) is -1 or 3 && AxisOf(JsonSerializer.SerializeToElement(actual)) is -1 or 3, $"{where}: {actual?.ToJsonString()}");
            return;
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                string[] common = [.. expected.EnumerateObject().Select(option => option.Name).Where(actual!.AsObject().ContainsKey)];
                Assert.True(common.Length > 0 || expected.EnumerateObject().All(option => option.Value.ValueKind == JsonValueKind.Null), where);
                Array.ForEach(common, option => Compare(expected.GetProperty(option), actual[option], $"{where}.{option}"));
                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == (actual as JsonArray)?.Count, $"{where}: {actual?.ToJsonString()}");
                foreach ((JsonElement item, int i) in expected.EnumerateArray().Select((item, i) => (item, i)))
                {
                    Compare(item, actual![i], $"{where}[{i}]");
                }

                break;
            case JsonValueKind.Number:
                Assert.True(Math.Abs(expected.GetDouble() - (double)actual!) <= 1e-6 * Math.Abs(expected.GetDouble()), $"{where}: {actual}, {expected} expected");
                break;
            case JsonValueKind.Null:
                Assert.True(actual is null, $"{where}: {actual}, null expected");
                break;
            case JsonValueKind.String:
                Assert.True(expected.GetString() == (actual is JsonValue ? (string?)actual : null), $"{where}: {actual}, {expected} expected");
                break;
            default:
                Assert.True(expected.GetBoolean() == (bool)actual!, $"{where}: {actual}, {expected} expected");
                break;
        }
    }
}
