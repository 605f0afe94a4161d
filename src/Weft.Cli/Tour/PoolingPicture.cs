using Weft.Imaging;
using Weft.Layers;

namespace Weft.Cli.Tour;

/// <summary>Pooling's winners: a map, the largest value of each of its windows marked, and the map that the winners make.</summary>
internal static class PoolingPicture
{
    private const int Side = 364, Gap = 24;

    /// <returns>Whether the network has a max pooling to show.</returns>
    public static bool Draw(TourSubject subject, string path)
    {
        if (subject.SpatialLayers.FirstOrDefault(layer => layer.Layer is MaxPooling2D { Padding: Padding.Valid }) is not { } pooling)
        {
            return false;
        }

        MaxPooling2D layer = (MaxPooling2D)pooling.Layer;
        FeatureMap before = subject.ValueOf(pooling.Inputs[0]);
        FeatureMap after = subject.ValueOf(pooling.Output);
        int channel = before.Best(values => values.Distinct().Count());
        using DrawingSheet sheet = new(Gap * 3 + Side * 2, Side + 100);
        sheet.Words($"before {pooling.Name}, {before.Height}x{before.Width}, each {layer.PoolSize.Height}x{layer.PoolSize.Width} window's winner", Gap, 24, 12);
        sheet.Picture(before.Grey(channel), Gap, 36, Side, Side);
        (float cellX, float cellY) = ((float)Side / before.Width, (float)Side / before.Height);
        foreach ((int y, int x) in Winners(before, after, layer, channel))
        {
            sheet.Box(Gap + x * cellX + 1, 36 + y * cellY + 1, cellX - 2, cellY - 2, 0xC0392B, 1.6f);
        }

        sheet.Words($"behind it, {after.Height}x{after.Width}: the winners alone", Gap * 2 + Side, 24, 12);
        sheet.Picture(after.Grey(channel), Gap * 2 + Side, 36, Side, Side);
        sheet.Box(Gap * 2 + Side, 36, Side, Side, 0xC8C8C8);
        sheet.Words($"channel {channel} of {before.Channels}. Of {before.Height * before.Width} values {after.Height * after.Width} are left: what was seen, and roughly where.", Gap, Side + 70);
        sheet.SavePng(path);
        return true;
    }

    /// <summary>Where each window's largest value is, if one is larger than another; without padding, windows begin at multiples of the
    /// stride.</summary>
    internal static IEnumerable<(int Y, int X)> Winners(FeatureMap before, FeatureMap after, MaxPooling2D layer, int channel)
    {
        for (int at = 0; at < after.Height * after.Width; at++)
        {
            (int top, int left) = (at / after.Width * layer.Strides.Height, at % after.Width * layer.Strides.Width);
            (int Y, int X)[] window = [.. from y in Enumerable.Range(top, Math.Min(layer.PoolSize.Height, before.Height - top))
                                       from x in Enumerable.Range(left, Math.Min(layer.PoolSize.Width, before.Width - left))
                                       orderby before[y, x, channel] descending
                                       select (y, x)];
            if (before[window[0].Y, window[0].X, channel] > before[window[^1].Y, window[^1].X, channel])
            {
                yield return window[0];
            }
        }
    }
}
