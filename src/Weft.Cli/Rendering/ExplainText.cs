using System.Globalization;

using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>Explanations for people.</summary>
internal static class ExplainText
{
    public static void Write(TextWriter writer, ExplainedPicture explained, string output)
    {
        writer.WriteLine(explained.Question);
        Tensor heat = explained.Explanation.Heat;
        writer.WriteLine(explained.Place is { } place
            ? string.Create(CultureInfo.InvariantCulture,
                $"heat: half of it on {100 * place.HalfOn:0} % of the picture, hottest in the {place.Part} (at {place.X},{place.Y} of "
                    + $"{heat.Shape[1]}x{heat.Shape[0]})")
            : $"no heat: nothing there speaks for {explained.Class}");
        writer.WriteLine($"saved {output}");
    }

    public static void Write(TextWriter writer, NearestReport report)
    {
        writer.WriteLine($"nearest of {report.Compared} training pictures of {report.Data}, by the values of {report.Layer}:");
        foreach (NeighbourReport neighbour in report.Nearest)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {neighbour.Index}: {neighbour.Class}, similarity "
                + $"{neighbour.Similarity:0.000}"));
        }

        writer.WriteLine($"saved {report.Output}");
    }

    public static void Write(TextWriter writer, ProjectReport report, TestData data)
    {
        writer.WriteLine($"{report.Projection} of {report.Points.Count} test pictures of "
            + $"{report.Data}{(data.IsSketches ? " (sketches)" : string.Empty)}, by the values of {report.Layer}");
        writer.WriteLine($"saved {report.Output}");
    }

    public static void Write(TextWriter writer, LayerPicturesReport report)
    {
        writer.WriteLine($"{report.Shown} of {report.Shape[^1]} "
            + $"{report.Shows}{(report.Layer is null ? string.Empty : $" of {report.Layer}")}, [{string.Join(", ", report.Shape)}]");
        writer.WriteLine($"saved {report.Output}");
    }
}
