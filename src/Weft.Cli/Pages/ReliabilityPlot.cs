using System.Globalization;

using Weft.Cli.Reports.Runs;

namespace Weft.Cli.Pages;

/// <summary>Accuracy over confidence, before and after the temperature.</summary>
internal static class ReliabilityPlot
{
    public static TitledPlot Of(ReliabilityPart part)
    {
        List<PlotLine> lines = [Line(part.After is null ? "the model" : "before", part.Before, 1, isDashed: true)];
        string words = $"Accuracy over confidence in 15 bins: expected calibration error {Number(part.Before.Error)}";
        if (part.After is { } after)
        {
            lines.Add(Line("after the temperature", after, 0, isDashed: false));
            words += $" before the temperature, {Number(after.Error)} after it";
        }

        return new TitledPlot("How often the model is right, by how sure it is", new PagePlot(words).Reliability(lines), lines);
    }

    private static PlotLine Line(string name, Calibration calibration, int colour, bool isDashed) =>
        new(name, [.. calibration.Bins.Where(bin => bin.Count > 0).Select(bin => (bin.Confidence, bin.Accuracy))], colour, isDashed);

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
