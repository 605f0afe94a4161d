using System.Text;
using System.Text.Json.Nodes;

using Weft.Tests.Keras;

namespace Weft.Tests.Formats;

/// <summary>Models of TensorFlow.js that are damaged, or want what they may not have.</summary>
public sealed class ScriptModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Folder_IsItsModel() =>
        Assert.Equal(Model.Load(AgesCases.Path("tfjs-cnn/model.json")).ToJson(), Model.Load(AgesCases.Path("tfjs-cnn")).ToJson());

    [Fact]
    public void Load_OwnFolder_GivesItsWeights()
    {
        Write();
        Model model = Model.Load(_folder["model.json"]);
        Assert.Equal([1, 2, 3, 4, 5, 6], model.Weights.First().Span);
        Assert.Equal([0.5f, -1.5f], model.Weights.Last().Span);
    }

    [Theory]
    [InlineData("../weights.bin", "Weft opens no others")]
    [InlineData("a/../../weights.bin", "Weft opens no others")]
    [InlineData("/etc/passwd", "Weft opens no others")]
    [InlineData("c:\\weights.bin", "Weft opens no others")]
    [InlineData("", "Weft opens no others")]
    [InlineData("other.bin", "expected the weights' file 'other.bin' beside model.json, got none")]
    public void Load_PathElsewhere_IsRefused(string path, string expected) => AssertRefused(json => Group(json)["paths"] = new JsonArray(path), expected);

    [Theory]
    [InlineData(31, "expected 8 bytes for 'd/bias' at 24, got files of 31")]
    [InlineData(33, "expected files of 32 bytes for a group of weights, got 33")]
    [InlineData(0, "expected 24 bytes for 'd/kernel' at 0, got files of 0")]
    public void Load_FilesOfAnotherSize_AreRefused(int size, string expected) => AssertRefused(_ => File.WriteAllBytes(_folder["weights.bin"], new byte[size]), expected);

    [Theory]
    [InlineData("[2147483647, 2147483647, 2147483647]", "expected 39614081201791936601413124092 bytes for 'd/kernel' at 0, got files of 32")]
    [InlineData("[-1, 2]", "a shape of whole numbers")]
    [InlineData("[3, 3]", "got files of 32")]
    [InlineData("[2, 3]", "expected 'd/kernel' to have shape [3, 2], got [2, 3]")]
    [InlineData("null", "to have a shape")]
    public void Load_OddShape_IsRefused(string shape, string expected) => AssertRefused(json => Group(json)["weights"]![0]!["shape"] = JsonNode.Parse(shape), expected);

    [Fact]
    public void Load_WeightOfAnotherName_IsRefusedByTheLayer() =>
        AssertRefused(json => Group(json)["weights"]![1]!["name"] = "e/bias", "Dense 'd': expected its weights (kernel [3, 2], bias [2]) in the manifest");

    [Fact]
    public void Load_UnknownType_IsRefused() => AssertRefused(json => Group(json)["weights"]![0]!["dtype"] = "string", "values of float32, int32, uint8");

    [Fact]
    public void Load_GraphModel_IsRefusedByName() => AssertRefused(json => json["format"] = "graph-model", "got a graph-model");

    [Fact]
    public void Load_Stream_SaysThatItNeedsThePath()
    {
        Write();
        using FileStream stream = File.OpenRead(_folder["model.json"]);
        Assert.Contains("Load it by its path", Assert.Throws<ModelFileException>(() => Model.Load(stream)).Message, StringComparison.Ordinal);
    }

    private static JsonNode Group(JsonObject json) => json["weightsManifest"]![0]!;

    private void AssertRefused(Action<JsonObject> change, string expected)
    {
        JsonObject json = Write();
        change(json);
        File.WriteAllText(_folder["model.json"], json.ToJsonString());
        ModelFileException error = Assert.Throws<ModelFileException>(() => Model.Load(_folder["model.json"]));
        Assert.StartsWith(_folder["model.json"], error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private JsonObject Write()
    {
        const string Text = """
            {"format": "layers-model", "modelTopology": {"class_name": "Sequential", "config": {"name": "s", "layers": [
                {"class_name": "Dense", "config": {"name": "d", "units": 2, "batch_input_shape": [null, 3]}}]}},
             "weightsManifest": [{"paths": ["weights.bin"], "weights": [
                {"name": "d/kernel", "shape": [3, 2], "dtype": "float32"}, {"name": "d/bias", "shape": [2], "dtype": "float32"}]}]}
            """;
        byte[] bytes = new byte[32];
        Buffer.BlockCopy(new float[] { 1, 2, 3, 4, 5, 6, 0.5f, -1.5f }, 0, bytes, 0, 32);
        File.WriteAllBytes(_folder["weights.bin"], bytes);
        File.WriteAllBytes(_folder["model.json"], Encoding.UTF8.GetBytes(Text));
        return JsonNode.Parse(Text)!.AsObject();
    }
}
