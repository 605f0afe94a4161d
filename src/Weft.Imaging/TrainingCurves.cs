using ScottPlot;

namespace Weft.Imaging;

/// <summary>Loss and accuracy over the epochs, training beside validation, as PNG.</summary>
public static class TrainingCurves
{
    /// <summary>Draws one panel for the loss and one for every metric, and writes them as PNG, atomically.</summary>
    /// <param name="path">Where to; folders are made as needed.</param>
    /// <param name="epochs">The finished epochs: <see cref="History.Epochs"/>.</param>
    /// <param name="title">Words above the first panel, such as the data set's name.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <exception cref="DataException">No epoch has finished.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(string path, IReadOnlyList<EpochResult> epochs, string? title = null, int width = 1000, int height = 420)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0)
        {
            throw new DataException($"{path}: expected at least one finished epoch to draw, got none.");
        }

        Lettering.Use();

        string[] figures = [.. epochs[0].Values.Keys.Where(name => name != "learning_rate" && !name.StartsWith("val_", StringComparison.Ordinal))];
        Multiplot panels = new();
        panels.RemovePlot(panels.GetPlot(0));
        foreach (string figure in figures)
        {
            panels.AddPlot(Panel(figure, epochs, title));
        }

        panels.Layout = new ScottPlot.MultiplotLayouts.Columns();
        using SkiaSharp.SKBitmap bitmap = new(width, height);
        using SkiaSharp.SKCanvas canvas = new(bitmap);
        panels.Render(canvas, new PixelRect(0, width, height, 0));
        canvas.Flush();
        PngFile.Write(path, bitmap);
    }

    private static Plot Panel(string figure, IReadOnlyList<EpochResult> epochs, string? title)
    {
        Plot plot = new();
        double[] numbers = [.. epochs.Select(epoch => (double)epoch.Epoch)];
        AddCurve(plot, "training", numbers, epochs, figure, LinePattern.Solid);
        AddCurve(plot, "validation", numbers, epochs, $"val_{figure}", LinePattern.Dashed);
        plot.Title(title is null ? figure : $"{figure}, {title}", size: 15);
        plot.XLabel("epoch");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(figure.Contains("loss", StringComparison.Ordinal) ? Alignment.UpperRight : Alignment.LowerRight);
        plot.Font.Set(Lettering.Family);
        return plot;
    }

    private static void AddCurve(Plot plot, string name, double[] epochs, IReadOnlyList<EpochResult> results, string figure, LinePattern pattern)
    {
        // Not every epoch needs to have validated.
        (double Number, double Value)[] points = [.. epochs.Zip(results).Where(pair =>
            pair.Second.Values.ContainsKey(figure)).Select(pair => (pair.First, pair.Second[figure]))];
        if (points.Length == 0)
        {
            return;
        }

        ScottPlot.Plottables.Scatter curve = plot.Add.Scatter(points.Select(point => point.Number).ToArray(),
            points.Select(point => point.Value).ToArray());
        curve.LegendText = name;
        curve.LineWidth = 2;
        curve.LinePattern = pattern;
        curve.MarkerSize = 6;
    }
}
