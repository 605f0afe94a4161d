using System.Text;
using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Tests.Formats;

/// <summary>JSON that no program would write ends in a named error, wherever it is read.</summary>
public sealed class HostileJsonTests : IDisposable
{
    private const int Mutations = 20_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"class_name\": \"Sequential\", \"class_name\": \"Sequential\", \"config\": {\"layers\": []}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Dense\", \"config\": {\"units\": 1, \"units\": 2}}]}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": 3}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [3]}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}]}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Dropout\", \"config\": {\"rate\": 0.5, \"dtype\": {\"config\": 3}}}], \"build_input_shape\": [null, 2]}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Dropout\", \"config\": {\"rate\": 0.5, \"seed\": {\"config\": 3}}}], \"build_input_shape\": [null, 2]}}")]
    [InlineData("{\"class_name\": \"Functional\", \"config\": {\"layers\": [{\"class_name\": \"InputLayer\", \"name\": \"i\", \"config\": {\"batch_shape\": [null, 2]}}], \"output_layers\": [{\"class_name\": \"__keras_tensor__\", \"config\": 3}]}}")]
    [InlineData("{\"class_name\": \"Functional\", \"config\": {\"layers\": [{\"class_name\": \"Add\", \"module\": \"keras.src.ops.numpy\", \"name\": \"i\", \"config\": {}, \"inbound_nodes\": [3]}], \"output_layers\": [[\"i\", 0, 0]]}}")]
    public void Description_OfNonsense_IsNamedOrHarmless(string json)
    {
        Exception? error = Record.Exception(() => Model.FromJson(json, seed: 1));

        Assert.True(error is null or ModelFileException, $"{error}");
        Assert.True(error is not null || !json.Contains("3}", StringComparison.Ordinal) || json.Contains("Dropout", StringComparison.Ordinal), json);
    }

    [Fact]
    public void KeyThatComesTwice_IsSaid() => Assert.Contains(
        "class_name",
        Assert.Throws<ModelFileException>(() => Model.FromJson("{\"class_name\": \"Sequential\", \"class_name\": \"Sequential\"}")).Message);

    [Fact]
    public void Description_WithAnythingInThePlaceOfAnything_EndsInANamedErrorOrAModel()
    {
        Sequential model = new([6, 6, 2], seed: 1)
        {
            new Rescaling([2, 3], [0, 1]), new Conv2D(3, 3, Activation.Relu), new BatchNormalization(),
            new Residual(Activation.Relu) { new Conv2D(3, 3, padding: Padding.Same) }, new RandomFlip(), new Flatten(), new Dropout(0.5), new Dense(2),
        };
        JsonNode whole = JsonNode.Parse(model.ToJson())!;
        string[] strangers = ["3", "-1", "1e300", "\"x\"", "[]", "{}", "null", "true", "[3]", "{\"config\": 3}", "{\"class_name\": 3}", "[[\"a\", 0, 0]]"];
        Random random = new(7);
        for (int i = 0; i < Mutations; i++)
        {
            JsonNode mutated = whole.DeepClone();
            Replace(mutated, random, strangers[random.Next(strangers.Length)]);
            string json = mutated.ToJsonString();
            Exception? error = Record.Exception(() => Model.FromJson(json, seed: 1));
            Assert.True(error is null or ModelFileException, $"{error}\n{json}");
        }
    }

    [Theory]
    [InlineData("weft.json", "{\"class_names\": 3, \"preparation\": 3, \"temperature\": -1}")]
    [InlineData("weft.json", "{\"seed\": 1, \"seed\": 2}")]
    [InlineData("weft.json", "[]")]
    [InlineData("weft.json", "{\"temperature\": 0}")]
    public void OtherMember_OfNonsense_IsNamed(string member, string json)
    {
        KerasArchive.WriteMembers(
            _folder["m.keras"],
            System.IO.Compression.CompressionLevel.NoCompression,
            ("config.json", Encoding.UTF8.GetBytes(KerasArchive.Sequential(KerasArchive.Dense))),
            ("model.weights.h5", KerasArchive.Weights(("layers/dense/vars/0", [3, 2]), ("layers/dense/vars/1", [2]))),
            (member, Encoding.UTF8.GetBytes(json)));

        ModelFileException error = Assert.Throws<ModelFileException>(() => Model.Load(_folder["m.keras"]));

        Assert.DoesNotContain("damaged (", error.Message);
    }

    // A random member or item of a random object or list on a random way down.
    private static void Replace(JsonNode node, Random random, string by)
    {
        while (true)
        {
            JsonNode?[] children = node switch
            {
                JsonObject members => [.. members.Select(member => member.Value)],
                JsonArray items => [.. items],
                _ => [],
            };
            int place = random.Next(Math.Max(1, children.Length));
            bool goesDown = children.Length > 0 && children[place] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } && random.Next(5) > 0;
            if (goesDown)
            {
                node = children[place]!;
                continue;
            }

            JsonNode? stranger = JsonNode.Parse(by);
            switch (node)
            {
                case JsonObject { Count: > 0 } members:
                    members[members.ElementAt(place).Key] = stranger;
                    return;
                case JsonArray { Count: > 0 } items:
                    items[place] = stranger;
                    return;
                default:
                    return;
            }
        }
    }
}
