using Weft.Cli.Datasets;
using Weft.Imaging;

namespace Weft.Cli.Reports;

/// <summary>How large pictures are, in their files where they have some.</summary>
/// <param name="Distinct">How many sizes there are.</param>
/// <param name="Smallest">The one of fewest pixels, <c>HEIGHTxWIDTH</c>.</param>
/// <param name="Median">The one in the middle by pixels.</param>
/// <param name="Largest">The one of most pixels.</param>
/// <param name="Narrow">How many are more than three times as long as wide, or as wide as long.</param>
internal sealed record SizesReport(int Distinct, string Smallest, string Median, string Largest, int Narrow)
{
    private const int NarrowRatio = 3;

    public static SizesReport Of(WholeData data)
    {
        Size2D taken = (data.Pictures.Shape[0], data.Pictures.Shape[1]);
        Size2D[] sizes = data.Files.Count == 0 ? [taken] : [.. data.Files.AsParallel().Select(file => PictureSize.Of(file.Path)).OfType<Size2D>()];
        Size2D[] sorted = [.. (sizes.Length > 0 ? sizes : [taken]).OrderBy(size => (long)size.Height * size.Width)];
        return new SizesReport(
            sorted.Distinct().Count(),
            $"{sorted[0]}",
            $"{sorted[sorted.Length / 2]}",
            $"{sorted[^1]}",
            sorted.Count(size => Math.Max(size.Height, size.Width) > NarrowRatio * Math.Min(size.Height, size.Width)));
    }

    /// <summary>In words.</summary>
    public string Text => Distinct == 1 ? $"all pictures are {Largest}" : $"{Distinct} sizes, from {Smallest} to {Largest}, {Median} in the middle"
        + (Narrow == 0 ? "" : $"; {Narrow} more than {NarrowRatio} times as long as wide");
}
