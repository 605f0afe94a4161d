using System.Globalization;

using Weft.Cli.Reports.Runs;

namespace Weft.Cli.Pages;

/// <summary>A run's figures over its epochs: the loss, each metric, and the learning rate where it changes.</summary>
internal static class CurvePlots
{
    private const string Validation = "val_";

    public static IEnumerable<TitledPlot> Of(IReadOnlyList<EpochPart> history)
    {
        foreach (string figure in Figures([history]))
        {
            PlotLine[] lines =
            [
                new("training", Points(history, figure), Colour: 0),
                new("validation", Points(history, $"{Validation}{figure}"), Colour: 1, IsDashed: true),
            ];
            yield return Plot(figure, [.. lines.Where(line => line.Points.Count > 0)]);
        }

        if (history.Select(epoch => epoch.LearningRate).Distinct().Count() > 1)
        {
            yield return Plot("learning rate", [new PlotLine("learning rate", [.. history.Select(epoch => ((double)epoch.Epoch, epoch.LearningRate))], Colour: 0)]);
        }
    }

    /// <summary>Several runs in one plot per figure.</summary>
    /// <param name="runs">What each is called, and its epochs.</param>
    public static IEnumerable<TitledPlot> Together(IReadOnlyList<(string Name, IReadOnlyList<EpochPart> History)> runs) =>
        Figures(runs.Select(run => run.History)).SelectMany(figure => (string[])[figure, $"{Validation}{figure}"]).Select(figure => Plot(
            figure,
            [.. runs.Select((run, i) => new PlotLine(run.Name, Points(run.History, figure), i)).Where(line => line.Points.Count > 0)]))
            .Where(plot => plot.Svg.Length > 0);

    private static string[] Figures(IEnumerable<IReadOnlyList<EpochPart>> histories) =>
        [.. histories.SelectMany(history => history).SelectMany(epoch => epoch.Values.Keys).Where(name => name != "learning_rate").Select(Plain).Distinct()];

    private static string Plain(string figure) => figure.StartsWith(Validation, StringComparison.Ordinal) ? figure[Validation.Length..] : figure;

    private static (double X, double Y)[] Points(IReadOnlyList<EpochPart> history, string figure) =>
        [.. history.Where(epoch => epoch.Values.TryGetValue(figure, out double value) && double.IsFinite(value)).Select(epoch => ((double)epoch.Epoch, epoch.Values[figure]))];

    private static TitledPlot Plot(string figure, IReadOnlyList<PlotLine> lines)
    {
        string[] words = [.. lines.Select(line => $"{line.Name} from {Number(line.Points[0].Y)} to {Number(line.Points[^1].Y)}")];
        return new TitledPlot(figure.Replace('_', ' '), lines.Count == 0 ? "" : new PagePlot($"{figure} over the epochs: {string.Join(", ", words)}").OverEpochs(lines), lines);
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
