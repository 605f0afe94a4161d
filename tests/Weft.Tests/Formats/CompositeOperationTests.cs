namespace Weft.Tests.Formats;

/// <summary>Operations between layers that are read as several.</summary>
public sealed class CompositeOperationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Six numbers as [2, 3]: 0 1 2, 3 4 5.
    [Theory]
    [InlineData("Split", """ "indices_or_sections": 3, "axis": -1 """, 3, "0 3|1 4|2 5")]
    [InlineData("Split", """ "indices_or_sections": [1], "axis": 2 """, 2, "0 3|1 2 4 5")]
    [InlineData("Split", """ "indices_or_sections": 2, "axis": 1 """, 2, "0 1 2|3 4 5")]
    [InlineData("Roll", """ "shift": 1, "axis": 2 """, 1, "2 0 1 5 3 4")]
    [InlineData("Roll", """ "shift": -2, "axis": -1 """, 1, "2 0 1 5 3 4")]
    [InlineData("Roll", """ "shift": 4, "axis": 1 """, 1, "0 1 2 3 4 5")]
    [InlineData("Tile", """ "repeats": [1, 2, 1] """, 1, "0 1 2 3 4 5 0 1 2 3 4 5")]
    [InlineData("Tile", """ "repeats": [1, 1, 2] """, 1, "0 1 2 0 1 2 3 4 5 3 4 5")]
    public void Load_OperationOfSeveralSteps_ComputesItAndComesBack(string className, string options, int outputs, string expected)
    {
        Model model = Loaded(className, options, outputs);

        Assert.Equal(expected, Answer(model));
        model.Save(_folder["ours.keras"]);
        Assert.Equal(expected, Answer(Model.Load(_folder["ours.keras"])));
    }

    [Theory]
    [InlineData("Split", """ "indices_or_sections": 2, "axis": -1 """)]
    [InlineData("Split", """ "indices_or_sections": [2, 1], "axis": -1 """)]
    [InlineData("Split", """ "indices_or_sections": 2, "axis": 0 """)]
    [InlineData("Roll", """ "shift": 1, "axis": null """)]
    [InlineData("Tile", """ "repeats": [2, 1, 1] """)]
    [InlineData("Tile", """ "repeats": 2 """)]
    public void Load_WhatCannotBeSo_IsRefusedByName(string className, string options)
    {
        string message = Assert.Throws<ModelFileException>(() => Loaded(className, options, 1)).Message;
        Assert.Contains($"{className} 'a'", message, StringComparison.Ordinal);
    }

    private Model Loaded(string className, string options, int outputs)
    {
        string ends = string.Join(", ", Enumerable.Range(0, outputs).Select(i => $"""["a", 0, {i}]"""));
        KerasArchive.Write(
            _folder["theirs.keras"],
            $$$"""
            {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "f", "layers": [
                {"class_name": "InputLayer", "config": {"batch_shape": [null, 2, 3], "name": "i"}, "name": "i", "inbound_nodes": []},
                {"module": "keras.src.ops.numpy", "class_name": "{{{className}}}", "config": {"name": "a", {{{options}}}}, "name": "a",
                 "inbound_nodes": [{"args": [["i", 0, 0]], "kwargs": {}}]}],
                "input_layers": [["i", 0, 0]], "output_layers": [{{{ends}}}]} }
            """);
        return Model.Load(_folder["theirs.keras"]);
    }

    private static string Answer(Model model) =>
        string.Join('|', model.PredictAll(new Tensor([1, 2, 3], [0, 1, 2, 3, 4, 5])).Select(output => string.Join(' ', output.Span.ToArray())));
}
