using SkiaSharp;

using Weft.Explain;

namespace Weft.Imaging;

/// <summary>An explanation as one PNG: the picture as the model saw it, its heat, what speaks for and against the class, and the heat over
/// the photo.</summary>
public static class ExplanationSheet
{
    private const int Cell = 252;
    private const int Gap = 12;
    private const int TitleHeight = 34;
    private const int BarHeight = 10;
    private const int CaptionHeight = 24;
    private const float TextSize = 14;

    /// <summary>Draws an explanation and writes it as PNG, atomically.</summary>
    /// <param name="path">Where to; folders are made as needed.</param>
    /// <param name="picture">The picture as the model saw it.</param>
    /// <param name="explanation">What was found in it.</param>
    /// <param name="title">Words above; null is none.</param>
    /// <param name="photo">The photo as it came; null leaves it out.</param>
    /// <param name="place">Which part of the photo the picture shows; null where it is all of it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(string path, Picture picture, Explanation explanation, string? title = null, Picture? photo = null,
        PhotoPlace? place = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(explanation);
        Picture large = Enlarged(picture);
        Tensor hot = Drawn(explanation.Heat), signed = Drawn(explanation.Signed);
        List<Panel> panels =
        [
            new(picture, "as the model sees it"),
            new(HeatPicture.Over(large, hot), "heat over it", ColourMap.Inferno, "cold", "hot"),
            new(Enlarged(ColourMap.Diverging.Draw(signed, -1, 1)), "signed", ColourMap.Diverging, "against", "for"),
        ];
        if (photo is not null)
        {
            Tensor heat = HeatPicture.OnPhoto(hot, place ?? new PhotoPlace(PictureArea.Whole, PictureArea.Whole), photo.Width,
                photo.Height);
            panels.Add(new(HeatPicture.Over(photo, heat), "heat over the photo", ColourMap.Inferno, "cold", "hot"));
        }

        Draw(path, panels, title);
    }

    // The hottest hundredth has the last colour: of pixel by pixel maps a lone one would leave all others cold.
    private static Tensor Drawn(Tensor map)
    {
        const int part = 100;
        float[] sorted = [.. map.Span.ToArray().Select(Math.Abs).OrderDescending()];
        float full = sorted[sorted.Length / part];
        return full > 0 ? new Tensor(map.Shape, [.. map.Span.ToArray().Select(value => Math.Clamp(value / full, -1, 1))]) : map;
    }

    private static void Draw(string path, List<Panel> panels, string? title)
    {
        int top = title is null ? 0 : TitleHeight;
        using SKBitmap sheet = new(Gap + (panels.Count * (Cell + Gap)), top + Gap + Cell + Gap + BarHeight + CaptionHeight);
        using SKCanvas canvas = new(sheet);
        using SKTypeface typeface = Lettering.Typeface();
        using SKFont font = new(typeface, TextSize) { Edging = SKFontEdging.Antialias };
        using SKPaint ink = new() { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        if (title is not null)
        {
            canvas.DrawText(PictureGrid.Shorten(title, font, sheet.Width - (2 * Gap)), sheet.Width / 2f, top - 8, SKTextAlign.Center,
                font, ink);
        }

        for (int i = 0; i < panels.Count; i++)
        {
            (Panel panel, int left, int under) = (panels[i], Gap + (i * (Cell + Gap)), top + Gap + Cell);
            PictureGrid.Draw(canvas, panel.Picture, left, top + Gap, Cell);
            float line = under + Gap + BarHeight + 16;
            canvas.DrawText(panel.Caption, left + (Cell / 2f), line, SKTextAlign.Center, font, ink);
            if (panel.Colours is not null)
            {
                canvas.DrawText(panel.Low, left, line, SKTextAlign.Left, font, ink);
                canvas.DrawText(panel.High, left + Cell, line, SKTextAlign.Right, font, ink);
                DrawBar(canvas, panel.Colours, left, under + 8);
            }
        }

        canvas.Flush();
        PngFile.Write(path, sheet);
    }

    private static void DrawBar(SKCanvas canvas, ColourMap colours, int left, int top)
    {
        using SKPaint paint = new();
        for (int x = 0; x < Cell; x++)
        {
            (byte red, byte green, byte blue) = colours.At(x / (Cell - 1.0));
            paint.Color = new SKColor(red, green, blue);
            canvas.DrawRect(left + x, top, 1, BarHeight, paint);
        }
    }

    // By a whole factor, so that its pixels stay squares under a smooth heat.
    private static Picture Enlarged(Picture picture)
    {
        int factor = Math.Max(1, Cell / Math.Max(picture.Width, picture.Height));
        int channels = picture.Channels;
        byte[] pixels = new byte[picture.Pixels.Length * factor * factor];
        for (int y = 0; y < picture.Height * factor; y++)
        {
            for (int x = 0; x < picture.Width * factor; x++)
            {
                picture.Pixels.Slice((((y / factor) * picture.Width) + (x / factor)) * channels, channels)
                    .CopyTo(pixels.AsSpan(((y * picture.Width * factor) + x) * channels));
            }
        }

        return new Picture(picture.Width * factor, picture.Height * factor, channels, pixels);
    }

    private sealed record Panel(Picture Picture, string Caption, ColourMap? Colours = null, string Low = "", string High = "");
}
