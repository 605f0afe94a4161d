using Weft.Layers;

namespace Weft.Tests.Formats;

/// <summary>Functional models of others: the order of their layers, and what happens between them.</summary>
public sealed class ThirdPartyGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["theirs.keras"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Functional_ThatIsAChain_LoadsInTheGraphsOrder()
    {
        KerasArchive.Write(
            Path,
            Functional("""{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 2], "dtype": "float32", "keras_history": ["a", 0, 0]}}], "kwargs": {"training": false}}"""),
            ("layers/dense/vars/0", [2, 4]),
            ("layers/dense/vars/1", [4]),
            ("layers/dense_1/vars/0", [3, 2]),
            ("layers/dense_1/vars/1", [2]));
        Model model = Model.Load(Path);
        Assert.Equal(["i", "a", "b"], model.Layers.Select(layer => layer.Name));
        Assert.Equal([4], model.OutputShape);
        Assert.Contains("Use Model.Load", Assert.Throws<ModelFileException>(() => Sequential.Load(Path)).Message);
    }

    [Fact]
    public void Functional_ThatCallsALayerOnTwo_IsAnErrorThatSaysSo()
    {
        KerasArchive.Write(Path, Functional("""{"args": [[["a", 0, 0], ["i", 0, 0]]], "kwargs": {}}"""));
        Assert.Contains("Dense 'b': expected one input, got 2", Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    // TensorFlow's function takes its axis as a keyword.
    [Theory]
    [InlineData("-1", true)]
    [InlineData("1", false)]
    public void Functional_OfTensorFlowsSoftmax_IsOverItsAxisOrRefused(string axis, bool isRead)
    {
        string json = $$$"""
            {"class_name": "Functional", "config": {"name": "f", "layers": [
                {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2, 3], "name": "i"}, "name": "i", "inbound_nodes": []},
                {"class_name": "TFOpLambda", "config": {"name": "tf.nn.softmax", "trainable": true, "dtype": "float32", "function": "nn.softmax"},
                    "name": "tf.nn.softmax", "inbound_nodes": [["i", 0, 0, {"axis": {{{axis}}}}]]}],
                "input_layers": [["i", 0, 0]], "output_layers": [["tf.nn.softmax", 0, 0]]}}
            """;
        Exception? error = Record.Exception(() => Assert.Equal(ActivationKind.Softmax, Model.FromJson(json).LastActivation.Kind));
        Assert.Equal(isRead, error is null);
        Assert.True(isRead || (error is ModelFileException && error.Message.Contains("axis", StringComparison.Ordinal)), $"{error}");
    }

    private static string Functional(string node) => $$$"""
        {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "f", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "i"}, "name": "i", "inbound_nodes": []},
            {"class_name": "Dense", "config": {"name": "b", "units": 4}, "name": "b", "inbound_nodes": [{{{node}}}]},
            {"class_name": "Dense", "config": {"name": "a", "units": 2}, "name": "a", "inbound_nodes": [[["i", 0, 0, {}]]]}],
            "input_layers": [["i", 0, 0]], "output_layers": ["b", 0, 0]} }
        """;

    // Keras 2 kept what a layer was called with; what Keras 3 files is overwritten by its functional models.
    [Theory]
    [InlineData("""[["i", 0, 0, {"training": false}]]""", 1)]
    [InlineData("""{"args": [["i", 0, 0]], "kwargs": {"training": false}}""", 0)]
    [InlineData("""{"args": [["i", 0, 0]], "kwargs": {"training": true}}""", 0)]
    public void Functional_CalledWithTraining_IsNotedWhereItCounts(string node, int notes)
    {
        KerasArchive.Write(Path, CalledWith(node), FunctionalWeights);
        Assert.Equal(notes, Model.Load(Path).LoadNotes.Count(note => note.Contains("'a' is called with training=False", StringComparison.Ordinal)));
    }

    [Fact]
    public void Functional_OfKeras2CalledForTraining_IsAnError()
    {
        KerasArchive.Write(Path, CalledWith("""[["i", 0, 0, {"training": true}]]"""), FunctionalWeights);
        Assert.Contains("'a' to be called", Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    private static (string, Shape)[] FunctionalWeights => [("layers/dense/vars/0", [2, 4]), ("layers/dense/vars/1", [4]), ("layers/dense_1/vars/0", [3, 2]), ("layers/dense_1/vars/1", [2])];

    private static string CalledWith(string node) => Functional("""[["a", 0, 0, {}]]""").Replace("""[["i", 0, 0, {}]]""", node, StringComparison.Ordinal);

    // What x / 127.5 - 1 and the like between layers become in a file.
    [Theory]
    [InlineData("TrueDivide", """["i", 0, 0], 4.0""", 0.25, 0)]
    [InlineData("Multiply", """2.0, ["i", 0, 0]""", 2, 0)]
    [InlineData("Add", """["i", 0, 0], 0.5""", 1, 0.5)]
    [InlineData("Subtract", """["i", 0, 0], 1""", 1, -1)]
    [InlineData("Subtract", """1.0, ["i", 0, 0]""", -1, 1)]
    public void Functional_ArithmeticWithANumber_IsARescaling(string className, string arguments, double scale, double offset)
    {
        string node = $$$"""{"module": "keras.src.ops.numpy", "class_name": "{{{className}}}", "config": {"name": "a"}, "registered_name": "{{{className}}}", "name": "a", "inbound_nodes": [{"args": [{{{arguments}}}], "kwargs": {}}]}""";
        KerasArchive.Write(Path, Replaced(node), ("layers/dense/vars/0", [3, 4]), ("layers/dense/vars/1", [4]));
        Model model = Model.Load(Path);
        Assert.Equal(new Rescaling(scale, offset) { Name = "a" }, model.Layers["a"].Layer);
        Assert.Equal(1, model.PixelScale);
    }

    [Theory]
    [InlineData("Relu", ActivationKind.Relu)]
    [InlineData("Relu6", ActivationKind.Relu6)]
    [InlineData("HardSigmoid", ActivationKind.HardSigmoid)]
    [InlineData("Silu", ActivationKind.Silu)]
    public void Functional_FunctionOfATensor_IsAnActivation(string className, ActivationKind kind)
    {
        string node = $$$"""{"module": "keras.src.ops.nn", "class_name": "{{{className}}}", "config": {"name": "a"}, "name": "a", "inbound_nodes": [{"args": [["i", 0, 0]], "kwargs": {}}]}""";
        KerasArchive.Write(Path, Replaced(node), ("layers/dense/vars/0", [3, 4]), ("layers/dense/vars/1", [4]));
        Assert.Equal(kind, Assert.IsType<ActivationLayer>(Model.Load(Path).Layers["a"].Layer).Function.Kind);
    }

    [Theory]
    [InlineData("Argmax", """["i", 0, 0]""")]
    [InlineData("FloorDivide", """["i", 0, 0], 2.0""")]
    [InlineData("Multiply", """["i", 0, 0], [2.0, 3.0]""")]
    [InlineData("Matmul", """["i", 0, 0], {"class_name": "__tensor__", "config": {"value": [[1.0], [2.0, 3.0]]}}""")]
    [InlineData("GetItem", """["i", 0, 0], [0, {"class_name": "__slice__", "config": {"start": 0, "stop": 1, "step": null}}]""")]
    public void Functional_OtherArithmetic_IsAnErrorThatNamesIt(string className, string arguments)
    {
        string node = $$$"""{"module": "keras.src.ops.numpy", "class_name": "{{{className}}}", "config": {"name": "a"}, "name": "a", "inbound_nodes": [{"args": [{{{arguments}}}], "kwargs": {}}]}""";
        KerasArchive.Write(Path, Replaced(node), ("layers/dense/vars/0", [3, 4]), ("layers/dense/vars/1", [4]));
        Assert.Contains($"{className} 'a'", Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    private static string Replaced(string node) => Functional("""[["a", 0, 0, {}]]""").Replace("""{"class_name": "Dense", "config": {"name": "a", "units": 2}, "name": "a", "inbound_nodes": [[["i", 0, 0, {}]]]}""", node, StringComparison.Ordinal);
}
