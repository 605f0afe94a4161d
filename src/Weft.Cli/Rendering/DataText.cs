using Weft.Cli.Datasets;

namespace Weft.Cli.Rendering;

/// <summary>A data set in words.</summary>
internal static class DataText
{
    public static string Describe(LoadedData data)
    {
        Shape shape = data.Train.Shape;
        string kind = shape[2] == 1 ? "grey" : "colour";
        string origin = data.IsSketches ? " (Weft's built-in drawings, not photographs)" : string.Empty;
        string classes = data.ClassCount <= 20
            ? $"{data.ClassCount} classes: {string.Join(", ", data.Train.ClassNames)}"
            : $"{data.ClassCount} classes: {string.Join(", ", data.Train.ClassNames.Take(20))}, ...";
        return $"{data.Name}{origin}: {data.Train.Count} training and {data.Test.Count} test pictures, {shape[0]}x{shape[1]} {kind}\n{classes}";
    }
}
