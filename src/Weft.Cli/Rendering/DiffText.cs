using System.Globalization;
using System.Text;

using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>Two models side by side, as text.</summary>
internal static class DiffText
{
    public static string Of(DiffReport report)
    {
        StringBuilder text = new();
        foreach (string name in report.OnlyInA)
        {
            text.Append(CultureInfo.InvariantCulture, $"- layer {name}\n");
        }

        foreach (string name in report.OnlyInB)
        {
            text.Append(CultureInfo.InvariantCulture, $"+ layer {name}\n");
        }

        foreach (LayerDifference difference in report.Layers.Concat(report.Settings))
        {
            text.Append(CultureInfo.InvariantCulture, $"{difference.Name}\n  - {Said(difference.A)}\n  + {Said(difference.B)}\n");
        }

        if (report.Weights.Count > 0)
        {
            text.Append(TextTable.Of([["weight", "shape", "values that differ", "largest", "mean"], .. report.Weights.Select(Row)], numbers: 2));
        }

        text.Append(report switch
        {
            { IsSame: true } => "the models are the same",
            { Outputs: null } => "outputs cannot be compared: the models take or give other shapes, or several",
            { Outputs: var outputs } => Outputs(outputs),
        });
        return text.ToString();
    }

    private static string[] Row(WeightDifference weight) =>
    [
        weight.Name, weight.ShapeA == weight.ShapeB ? weight.ShapeA : $"{weight.ShapeA} and {weight.ShapeB}",
        weight.Count is { } count ? $"{count}" : "-", Figure(weight.Most), Figure(weight.Mean),
    ];

    private static string Outputs(OutputDifference outputs) =>
        $"outputs of {outputs.Samples} {(outputs.AreRandom ? "random samples" : "samples")}: largest difference {Figure(outputs.Most)}, "
        + $"mean {Figure(outputs.Mean)}, the same class in {outputs.SameClass.ToString("0.0 %", CultureInfo.InvariantCulture)}";

    private static string Figure(double? value) => value?.ToString("G3", CultureInfo.InvariantCulture) ?? "-";

    private static string Said(string value) => value.Length == 0 ? "nothing" : value;
}
