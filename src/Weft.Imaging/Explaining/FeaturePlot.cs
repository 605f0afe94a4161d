using SkiaSharp;

namespace Weft.Imaging;

/// <summary>Pictures on a plane, each where its features are: a dot in its class's colour, and the picture itself where there is
/// room.</summary>
public static class FeaturePlot
{
    private const int Margin = 40;
    private const int LegendWidth = 190;
    private const float TextSize = 14;

    // Okabe and Ito 2008, for all kinds of colour vision, then further ones that differ from them.
    private static readonly SKColor[] s_colours =
    [
        new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), new(0x00, 0x9E, 0x73), new(0xCC, 0xB0, 0x00), new(0x00, 0x72, 0xB2),
            new(0xD5, 0x5E, 0x00), new(0xCC, 0x79, 0xA7),
        new(0x55, 0x55, 0x55), new(0x8C, 0x56, 0x4B), new(0x6A, 0x3D, 0x9A),
    ];

    /// <summary>Draws pictures on a plane and writes them as PNG, atomically.</summary>
    /// <param name="path">Where to; folders are made as needed.</param>
    /// <param name="points">Where each one is, <c>[count, 2]</c>, across and up: <see cref="Weft.Explain.Projection.Project"/>.</param>
    /// <param name="pictures">The pictures, in the same order.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classNames">The classes' names; a class without one goes by its number.</param>
    /// <param name="title">Words above; null is none.</param>
    /// <param name="size">Pixels of the plane each way.</param>
    /// <exception cref="ShapeException">There are other than two numbers for each picture.</exception>
    /// <exception cref="DataException">There is no picture.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(string path, Tensor points, IReadOnlyList<Picture> pictures, IReadOnlyList<int> labels,
        IReadOnlyList<string> classNames, string? title = null, int size = 1000)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (pictures.Count == 0)
        {
            throw new DataException($"{path}: expected at least one picture to draw, got none.");
        }

        if (points.Shape != new Shape(pictures.Count, 2) || labels.Count != pictures.Count)
        {
            throw new ShapeException($"FeaturePlot: expected points [{pictures.Count}, 2] and as many labels for {pictures.Count} "
                + $"pictures, got {points.Shape} and {labels.Count}.");
        }

        using SKBitmap sheet = new(size + (2 * Margin) + LegendWidth, size + (2 * Margin));
        using SKCanvas canvas = new(sheet);
        using SKTypeface typeface = Lettering.Typeface();
        using SKFont font = new(typeface, TextSize) { Edging = SKFontEdging.Antialias };
        canvas.Clear(SKColors.White);
        SKPoint[] places = Places(points, size);
        DrawAll(canvas, places, pictures, labels);
        using SKPaint ink = new() { Color = SKColors.Black, IsAntialias = true };
        canvas.DrawText(PictureGrid.Shorten(title ?? string.Empty, font, sheet.Width - (2 * Margin)), sheet.Width / 2f, Margin / 2f,
            SKTextAlign.Center, font, ink);
        int[] classes = [.. labels.Distinct().Order()];
        for (int i = 0; i < classes.Length; i++)
        {
            using SKPaint colour = Paint(classes[i]);
            float y = (2 * Margin) + (i * 24);
            canvas.DrawRect(size + (2 * Margin), y - 11, 14, 14, colour);
            string name = classes[i] < classNames.Count ? classNames[classes[i]] : $"{classes[i]}";
            canvas.DrawText(PictureGrid.Shorten(name, font, LegendWidth - 40), size + (2 * Margin) + 22, y, SKTextAlign.Left, font, ink);
        }

        canvas.Flush();
        PngFile.Write(path, sheet);
    }

    // Dots first; then pictures in their order, unless one lies there already.
    private static void DrawAll(SKCanvas canvas, SKPoint[] places, IReadOnlyList<Picture> pictures, IReadOnlyList<int> labels)
    {
        const int thumbnail = 32, dot = 4, frame = 2;
        for (int i = 0; i < places.Length; i++)
        {
            using SKPaint colour = Paint(labels[i]);
            canvas.DrawCircle(places[i], dot, colour);
        }

        List<SKPoint> shown = [];
        for (int i = 0; i < places.Length; i++)
        {
            SKPoint at = places[i];
            if (shown.Exists(other =>
                Math.Abs(other.X - at.X) < thumbnail + (2 * frame) && Math.Abs(other.Y - at.Y) < thumbnail + (2 * frame)))
            {
                continue;
            }

            shown.Add(at);
            using SKPaint colour = Paint(labels[i]);
            (float left, float top) = (at.X - (thumbnail / 2), at.Y - (thumbnail / 2));
            canvas.DrawRect(left - frame, top - frame, thumbnail + (2 * frame), thumbnail + (2 * frame), colour);
            using SKBitmap bitmap = PngFile.ToBitmap(PictureFitting.Fit(pictures[i], [thumbnail, thumbnail, pictures[i].Channels]));
            canvas.DrawBitmap(bitmap, left, top);
        }
    }

    // One scale both ways: distances are what the plane shows.
    private static SKPoint[] Places(Tensor points, int size)
    {
        float[] xs = [.. Enumerable.Range(0, points.Shape[0]).Select(i => points.Span[i * 2])],
            ys = [.. Enumerable.Range(0, points.Shape[0]).Select(i => points.Span[(i * 2) + 1])];
        float extent = Math.Max(xs.Max() - xs.Min(), ys.Max() - ys.Min());
        float scale = extent > 0 ? size / extent : 0;
        (float middleX, float middleY) = ((xs.Max() + xs.Min()) / 2, (ys.Max() + ys.Min()) / 2);
        return [.. xs.Zip(ys, (x, y) =>
            new SKPoint(Margin + (size / 2f) + ((x - middleX) * scale), Margin + (size / 2f) - ((y - middleY) * scale)))];
    }

    private static SKPaint Paint(int label)
    {
        // Golden angles of the colour circle where the colours end.
        const float golden = 137.508f, saturation = 60, lightness = 45;
        SKColor colour = label < s_colours.Length ? s_colours[label] : SKColor.FromHsl(label * golden % 360, saturation, lightness);
        return new SKPaint { Color = colour, IsAntialias = true };
    }
}
