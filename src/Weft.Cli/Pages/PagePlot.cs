using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Weft.Cli.Pages;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What the page's legend calls it.</param>
/// <param name="Points">Its points.</param>
/// <param name="Colour">Which of the page's eight colours of lines, from 0.</param>
/// <param name="IsDashed">Whether it is dashed.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points, int Colour, bool IsDashed = false);

/// <summary>A plot with its title and its legend.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Svg">The plot.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record TitledPlot(string Title, string Svg, IReadOnlyList<PlotLine> Lines);

/// <summary>Plots as SVG inside a page: they take the page's colours, by day and by night, and say in words what they show.</summary>
/// <param name="words">What it shows, for those who do not see it.</param>
internal sealed partial class PagePlot(string words)
{
    private const int Width = 440;
    private const int Height = 300;
    private const int ColourCount = 8;

    // A style sheet has no numbers for colours: these stand for the page's own until the plot is text.
    private static readonly OxyColor s_ink = OxyColor.FromRgb(1, 2, 3);
    private static readonly OxyColor s_grid = OxyColor.FromRgb(1, 2, 4);

    /// <summary>Lines over the epochs.</summary>
    /// <param name="lines">The lines.</param>
    public string OverEpochs(IReadOnlyList<PlotLine> lines)
    {
        PlotModel model = Empty();
        model.Axes.Add(Axis(AxisPosition.Bottom, "epoch"));
        model.Axes[0].MinimumMajorStep = 1;
        model.Axes[0].MinimumPadding = model.Axes[0].MaximumPadding = 0.03;
        model.Axes.Add(Axis(AxisPosition.Left, null));
        model.Axes[1].MinimumPadding = model.Axes[1].MaximumPadding = 0.06;
        Add(model, lines);
        return Text(model);
    }

    /// <summary>Accuracy over confidence, both from 0 to 1, with the diagonal on which they are the same.</summary>
    /// <param name="lines">The lines.</param>
    public string Reliability(IReadOnlyList<PlotLine> lines)
    {
        PlotModel model = Empty();
        foreach (Axis axis in (Axis[])[Axis(AxisPosition.Bottom, "confidence"), Axis(AxisPosition.Left, "accuracy")])
        {
            (axis.Minimum, axis.Maximum, axis.MajorStep) = (0, 1.02, 0.2);
            model.Axes.Add(axis);
        }

        LineSeries even = new() { Color = s_ink, LineStyle = LineStyle.Dot, StrokeThickness = 1 };
        even.Points.AddRange([new DataPoint(0, 0), new DataPoint(1, 1)]);
        model.Series.Add(even);
        Add(model, lines);
        return Text(model);
    }

    private static PlotModel Empty()
    {
        // A reader's letters may be wider than those that the library measures: margins leave room, and legends are the page's own.
        return new PlotModel { DefaultFont = "system-ui", DefaultFontSize = 14, TextColor = s_ink, PlotAreaBorderColor = s_grid, PlotMargins = new OxyThickness(58, 8, 14, 46), Padding = new OxyThickness(0) };
    }

    private static LinearAxis Axis(AxisPosition position, string? title) => new()
    {
        Position = position,
        Title = title,
        TicklineColor = s_grid,
        MinorTickSize = 0,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = s_grid,
        MajorGridlineThickness = 0.7,
        AxisTitleDistance = position == AxisPosition.Left ? 14 : 6,
    };

    private static void Add(PlotModel model, IReadOnlyList<PlotLine> lines)
    {
        foreach (PlotLine line in lines)
        {
            OxyColor colour = OxyColor.FromRgb(9, 9, (byte)(line.Colour % ColourCount));
            LineSeries series = new()
            {
                Color = colour,
                StrokeThickness = 2,
                LineStyle = line.IsDashed ? LineStyle.Dash : LineStyle.Solid,
                MarkerType = line.IsDashed ? MarkerType.Square : MarkerType.Circle,
                MarkerSize = line.Points.Count > 40 ? 0 : 3,
            };
            series.Points.AddRange(line.Points.Select(point => new DataPoint(point.X, point.Y)));
            model.Series.Add(series);
        }
    }

    private string Text(PlotModel model)
    {
        using MemoryStream stream = new();
        new SvgExporter { Width = Width, Height = Height, IsDocument = false }.Export(model, stream);
        string svg = Encoding.UTF8.GetString(stream.ToArray());
        string root = $"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{HtmlEncoder.Default.Encode(words)}">""";
        svg = Root().Replace(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..], _ => root, 1);
        svg = Clips().Replace(svg, "");
        svg = svg.Replace("rgb(1,2,3)", "var(--ink)", StringComparison.Ordinal).Replace("rgb(1,2,4)", "var(--line)", StringComparison.Ordinal);
        return Colours().Replace(svg, match => $"var(--c{match.Groups[1].Value})");
    }

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex Root();

    // Nothing reaches beyond the axes, and letters would be cut.
    [GeneratedRegex("""<defs>.*?</defs>| clip-path="[^"]*"|<g[^>]*/>|^\s+""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Clips();

    [GeneratedRegex(@"rgb\(9,9,(\d)\)")]
    private static partial Regex Colours();
}
