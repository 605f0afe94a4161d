using ScottPlot;

namespace Weft.Imaging;

/// <summary>The loss over the learning rate of a range test, as PNG.</summary>
public static class LearningRateCurve
{
    /// <summary>Draws the losses and their running mean over the logarithm of the rate, with the suggested rate marked, and writes them as PNG, atomically.</summary>
    /// <param name="path">Where to; folders are made as needed.</param>
    /// <param name="range">What <see cref="Model.FindLearningRate"/> gave.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <exception cref="DataException">The test has no point.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(string path, LearningRateRange range, int width = 700, int height = 420)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (range.Points.Count == 0)
        {
            throw new DataException($"{path}: expected at least one step of a range test to draw, got none. Begin it with a lower rate.");
        }

        Lettering.Use();
        Plot plot = new();
        double[] rates = [.. range.Points.Select(point => Math.Log10(point.LearningRate))];
        Add(plot, "loss of the batch", rates, [.. range.Points.Select(point => point.Loss)], LinePattern.Dotted);
        Add(plot, "running mean", rates, [.. range.Points.Select(point => point.SmoothedLoss)], LinePattern.Solid);
        if (range.Suggestion is { } suggestion)
        {
            ScottPlot.Plottables.VerticalLine mark = plot.Add.VerticalLine(Math.Log10(suggestion));
            mark.LegendText = FormattableString.Invariant($"steepest at {suggestion:G2}");
        }

        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = power => FormattableString.Invariant($"1e{power}"),
        };
        plot.Title("learning-rate range test", size: 15);
        plot.XLabel("learning rate");
        plot.YLabel("loss");
        plot.ShowLegend(Alignment.UpperLeft);
        plot.Font.Set(Lettering.Family);
        using SkiaSharp.SKBitmap bitmap = new(width, height);
        using SkiaSharp.SKCanvas canvas = new(bitmap);
        plot.Render(canvas, new PixelRect(0, width, height, 0));
        canvas.Flush();
        PngFile.Write(path, bitmap);
    }

    private static void Add(Plot plot, string name, double[] rates, double[] losses, LinePattern pattern)
    {
        ScottPlot.Plottables.Scatter curve = plot.Add.Scatter(rates, losses);
        curve.LegendText = name;
        curve.LineWidth = 2;
        curve.LinePattern = pattern;
        curve.MarkerSize = 0;
    }
}
