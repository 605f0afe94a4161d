using System.Globalization;

using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>An edge filter that slides over a picture: three places of the window, and the map that all places together make.</summary>
internal static class EdgeFilterPicture
{
    private const int Cell = 10, Small = 24, Gap = 30, Kernel = 3;

    private static readonly int[] s_colours = [0xC0392B, 0x2471A3, 0x1E8449];

    // Above minus below: it answers where the picture changes from light to dark downwards.
    private static readonly float[] s_filter = [1, 1, 1, 0, 0, 0, -1, -1, -1];

    public static void Draw(TourSubject subject, string path)
    {
        FeatureMap picture = Grey(subject.Input);
        FeatureMap answer = Convolve(picture);
        (int width, int height) = (picture.Width * Cell, picture.Height * Cell);
        using DrawingSheet sheet = new(Gap * 4 + 2 * width + (2 * Kernel + 1) * Small, Gap * 3 + height);
        sheet.Words($"{subject.ClassOf(subject.Index)}, {picture.Width}x{picture.Height}", Gap, Gap - 8);
        sheet.Picture(picture.Grey(0), Gap, Gap, width, height);

        int windows = Gap * 2 + width, results = windows + (2 * Kernel + 1) * Small + Gap;
        (int Y, int X)[] places = Places(answer);
        for (int i = 0; i < places.Length; i++)
        {
            (int y, int x) = places[i];
            float top = Gap + i * (height / 3f);
            sheet.Box(Gap + x * Cell, Gap + y * Cell, Kernel * Cell, Kernel * Cell, s_colours[i], 3);
            Window(sheet, picture, y, x, windows, top + 12, s_colours[i]);
            sheet.Words($"x filter, summed: {Number(answer[y, x, 0])}", windows, top + 6, 12, colour: s_colours[i]);
        }

        sheet.Words($"the filter's answer, {answer.Width}x{answer.Height}", results, Gap - 8);
        sheet.Picture(answer.Signed(0, answer.Most(0)), results, Gap, answer.Width * Cell, answer.Height * Cell);
        for (int i = 0; i < places.Length; i++)
        {
            sheet.Box(results + places[i].X * Cell, Gap + places[i].Y * Cell, Cell, Cell, s_colours[i], 3);
        }

        sheet.Words("The same nine numbers are used at every place. Red: an edge of one kind; blue: of the other; white: none.", Gap, height + Gap * 2, 13);
        sheet.SavePng(path);
    }

    /// <summary>Where the filter answers most, least, and not at all.</summary>
    private static (int Y, int X)[] Places(FeatureMap answer)
    {
        int[] order = [.. Enumerable.Range(0, answer.Values.Length).OrderBy(at => answer.Values[at])];
        int calm = order.MinBy(at => (MathF.Abs(answer.Values[at]), Math.Abs(at - answer.Values.Length / 2)));
        return [.. ((int[])[order[^1], order[0], calm]).Select(at => (at / answer.Width, at % answer.Width))];
    }

    private static void Window(DrawingSheet sheet, FeatureMap picture, int y, int x, float left, float top, int colour)
    {
        for (int at = 0; at < s_filter.Length; at++)
        {
            (int row, int column) = (at / Kernel, at % Kernel);
            float value = picture[y + row, x + column, 0];
            byte shade = (byte)(255 - 255 * Math.Clamp(value, 0, 1));
            (float cellX, float cellY) = (left + column * Small, top + row * Small);
            sheet.Box(cellX, cellY, Small, Small, shade << 16 | shade << 8 | shade, 0);
            sheet.Words(Number(value), cellX + Small / 2f, cellY + 16, 10, centred: true, shade < 128 ? 0xFFFFFF : DrawingSheet.Ink);
            float filterX = left + (Kernel + 1) * Small + column * Small;
            sheet.Box(filterX, cellY, Small, Small);
            sheet.Words(s_filter[at].ToString(CultureInfo.InvariantCulture), filterX + Small / 2f, cellY + 16, 11, centred: true);
        }

        sheet.Box(left, top, Kernel * Small, Kernel * Small, colour, 2);
    }

    private static FeatureMap Convolve(FeatureMap picture)
    {
        (int height, int width) = (picture.Height - Kernel + 1, picture.Width - Kernel + 1);
        float[] sums = new float[height * width];
        for (int at = 0; at < sums.Length; at++)
        {
            for (int tap = 0; tap < s_filter.Length; tap++)
            {
                sums[at] += s_filter[tap] * picture[at / width + tap / Kernel, at % width + tap % Kernel, 0];
            }
        }

        return new FeatureMap(height, width, 1, sums);
    }

    // From 0 to 1, whatever the network takes.
    private static FeatureMap Grey(FeatureMap picture)
    {
        float[] means = [.. Enumerable.Range(0, picture.Height * picture.Width)
            .Select(at => picture.Values.AsSpan(at * picture.Channels, picture.Channels).ToArray().Average())];
        (float low, float high) = (means.Min(), means.Max());
        return new FeatureMap(picture.Height, picture.Width, 1, [.. means.Select(value => (value - low) / Math.Max(high - low, 1e-12f))]);
    }

    private static string Number(float value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
