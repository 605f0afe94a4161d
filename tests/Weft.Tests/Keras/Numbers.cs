using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weft.Tests.Keras;

/// <summary>An array of a JSON file of Keras' numbers: its values, row by row, and its shape.</summary>
internal sealed record Numbers(int[] Shape, double[] Values)
{
    public static Numbers Of(JsonElement element)
    {
        List<int> shape = [];
        for (JsonElement inner = element; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            shape.Add(inner.GetArrayLength());
        }

        return new([.. shape], [.. Leaves(element)]);
    }

    /// <summary>The same with one row for each place along the axes that are not named, and those that are named within the row.</summary>
    public double[][] Rows(IReadOnlyCollection<int> within)
    {
        int[] outer = [.. Enumerable.Range(0, Shape.Length).Where(axis => !within.Contains(axis))];
        int[] inner = [.. Enumerable.Range(0, Shape.Length).Where(within.Contains)];
        int rows = outer.Aggregate(1, (product, axis) => product * Shape[axis]), length = Values.Length / rows;
        double[][] result = [.. Enumerable.Range(0, rows).Select(_ => new double[length])];
        for (int i = 0; i < Values.Length; i++)
        {
            int[] place = new int[Shape.Length];
            for (int axis = Shape.Length - 1, rest = i; axis >= 0; rest /= Shape[axis], axis--)
            {
                place[axis] = rest % Shape[axis];
            }

            result[Flat(outer)][Flat(inner)] = Values[i];

            int Flat(int[] axes) => axes.Aggregate(0, (flat, axis) => flat * Shape[axis] + place[axis]);
        }

        return result;
    }

    /// <summary>A class with its configuration and, as Keras leaves some out of it, its arguments.</summary>
    public static JsonObject Object(JsonElement item, params string[] without)
    {
        JsonObject config = JsonObject.Create(item.GetProperty("config"))!;
        foreach (JsonProperty argument in item.GetProperty("args").EnumerateObject())
        {
            config[argument.Name] = JsonNode.Parse(argument.Value.GetRawText());
        }

        foreach (string name in without)
        {
            config.Remove(name);
        }

        return new JsonObject { ["class_name"] = item.GetProperty("class").GetString(), ["config"] = config };
    }

    /// <summary>To 1e-5, of the value where that is large.</summary>
    public static void AssertClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-5 * Math.Max(1, Math.Abs(expected)), $"{what}: Keras has {expected:R}, Weft {actual:R}");

    private static IEnumerable<double> Leaves(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Leaves) : [element.GetDouble()];
}
