namespace Weft.Cli.Reports;

/// <summary>What <c>weft summary --json</c> writes.</summary>
internal sealed record SummaryReport(
    string Name,
    IReadOnlyList<int> InputShape,
    IReadOnlyList<int> OutputShape,
    int Parameters,
    IReadOnlyList<string> ClassNames,
    string? TrainedOn,
    int? Seed,
    int Epochs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<LayerReport> Layers)
{
    public static SummaryReport From(Model model) => new(
        model.Name,
        [.. model.InputShape],
        [.. model.OutputShape],
        model.ParameterCount,
        model.Metadata.ClassNames,
        model.Metadata.TrainedOn,
        model.Metadata.Seed,
        model.Metadata.Epochs,
        model.LoadNotes,
        [.. model.Layers.Select(layer => new LayerReport(layer.Name, layer.Layer.KerasName, [.. layer.OutputShape], layer.ParameterCount))]);
}

/// <summary>One layer of a model.</summary>
internal sealed record LayerReport(string Name, string Type, IReadOnlyList<int> OutputShape, int Parameters);
