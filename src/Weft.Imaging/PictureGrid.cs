using SkiaSharp;

namespace Weft.Imaging;

/// <summary>One picture of a grid and the words under it.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Caption">The words, shortened where they are wider than the picture's cell.</param>
public sealed record CaptionedPicture(Picture Picture, string Caption);

/// <summary>A sheet of pictures with captions, as PNG.</summary>
public static class PictureGrid
{
    private const int Gap = 12;
    private const int CaptionHeight = 20;
    private const int TitleHeight = 30;
    private const float TextSize = 13;

    /// <summary>Draws pictures row by row and writes them as PNG, atomically.</summary>
    /// <param name="path">Where to; folders are made as needed.</param>
    /// <param name="pictures">What to draw; each is magnified by a whole factor so that it stays sharp.</param>
    /// <param name="columns">Pictures per row.</param>
    /// <param name="title">Words above the sheet; null is none.</param>
    /// <param name="cellSize">Pixels a picture's longer edge may take; smaller pictures are magnified up to it, larger ones reduced.</param>
    /// <exception cref="DataException">There is no picture.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(string path, IReadOnlyList<CaptionedPicture> pictures, int columns = 5, string? title = null, int cellSize = 112)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellSize);
        if (pictures.Count == 0)
        {
            throw new DataException($"{path}: expected at least one picture to draw, got none.");
        }

        int shown = Math.Min(columns, pictures.Count);
        int rows = (pictures.Count + columns - 1) / columns;
        int top = title is null ? 0 : TitleHeight;
        using SKBitmap sheet = new(Gap + shown * (cellSize + Gap), top + Gap + rows * (cellSize + CaptionHeight + Gap));
        using SKCanvas canvas = new(sheet);
        using SKTypeface typeface = Lettering.Typeface();
        using SKFont font = new(typeface, TextSize) { Edging = SKFontEdging.Antialias };
        using SKPaint ink = new() { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        if (title is not null)
        {
            canvas.DrawText(Shorten(title, font, sheet.Width - 2 * Gap), sheet.Width / 2f, top - 6, SKTextAlign.Center, font, ink);
        }

        for (int i = 0; i < pictures.Count; i++)
        {
            int left = Gap + i % columns * (cellSize + Gap);
            int y = top + Gap + i / columns * (cellSize + CaptionHeight + Gap);
            Draw(canvas, pictures[i].Picture, left, y, cellSize);
            canvas.DrawText(Shorten(pictures[i].Caption, font, cellSize + Gap), left + cellSize / 2f, y + cellSize + 15, SKTextAlign.Center, font, ink);
        }

        canvas.Flush();
        PngFile.Write(path, sheet);
    }

    /// <summary>Draws a picture in the middle of a square, magnified by a whole factor or reduced.</summary>
    internal static void Draw(SKCanvas canvas, Picture picture, int left, int top, int cellSize)
    {
        int longer = Math.Max(picture.Width, picture.Height);
        Picture fitted = longer <= cellSize
            ? picture
            : picture.Resize(Math.Max(1, picture.Width * cellSize / longer), Math.Max(1, picture.Height * cellSize / longer));
        int factor = Math.Max(1, cellSize / Math.Max(fitted.Width, fitted.Height));
        (int width, int height) = (fitted.Width * factor, fitted.Height * factor);
        using SKBitmap bitmap = PngFile.ToBitmap(fitted);
        using SKImage image = SKImage.FromBitmap(bitmap);
        SKRect place = SKRect.Create(left + (cellSize - width) / 2, top + (cellSize - height) / 2, width, height);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    /// <summary>The beginning of a text that is not wider than this.</summary>
    internal static string Shorten(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
        {
            return text;
        }

        int length = text.Length - 1;
        while (length > 0 && font.MeasureText(text[..length] + "…") > width)
        {
            length--;
        }

        return text[..length] + "…";
    }
}
