using SkiaSharp;

namespace Weft.Imaging;

/// <summary>A white sheet for pictures, words, boxes and lines, saved as PNG.</summary>
/// <remarks>Places are pixels from the upper left corner; colours are <c>0xRRGGBB</c>. Words are in the typeface that travels with the
/// library.</remarks>
public sealed class DrawingSheet : IDisposable
{
    /// <summary>Black.</summary>
    public const int Ink = 0x1A1A1A;

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly SKTypeface _typeface = Lettering.Typeface();

    /// <summary>An empty sheet.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    public DrawingSheet(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Clear(SKColors.White);
    }

    /// <summary>Draws a picture into a rectangle, its pixels as sharp squares.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public void Picture(Picture picture, float x, float y, float width, float height)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using SKBitmap bitmap = PngFile.ToBitmap(picture);
        using SKImage image = SKImage.FromBitmap(bitmap);
        _canvas.DrawImage(image, SKRect.Create(x, y, width, height), new SKSamplingOptions(SKFilterMode.Nearest));
    }

    /// <summary>Writes words on one line.</summary>
    /// <param name="words">The words.</param>
    /// <param name="x">Their left edge, or their middle.</param>
    /// <param name="y">The line they stand on.</param>
    /// <param name="size">The height of the letters, in pixels.</param>
    /// <param name="centred">Whether <paramref name="x"/> is their middle.</param>
    /// <param name="colour">Their colour.</param>
    public void Words(string words, float x, float y, float size = 13, bool centred = false, int colour = Ink)
    {
        using SKFont font = new(_typeface, size) { Edging = SKFontEdging.Antialias };
        using SKPaint paint = Paint(colour, 1);
        paint.Style = SKPaintStyle.Fill;
        _canvas.DrawText(words, x, y, centred ? SKTextAlign.Center : SKTextAlign.Left, font, paint);
    }

    /// <summary>Draws the edge of a rectangle, or fills it.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="thickness">The edge's, in pixels; 0 fills the rectangle.</param>
    public void Box(float x, float y, float width, float height, int colour = Ink, float thickness = 1)
    {
        using SKPaint paint = Paint(colour, thickness);
        _canvas.DrawRect(x, y, width, height, paint);
    }

    /// <summary>Draws a line, as an arrow if asked.</summary>
    /// <param name="fromX">Where it begins, across.</param>
    /// <param name="fromY">Where it begins, down.</param>
    /// <param name="toX">Where it ends, across.</param>
    /// <param name="toY">Where it ends, down.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="thickness">In pixels.</param>
    /// <param name="head">The length of an arrow's head at the end; 0 for none.</param>
    public void Line(float fromX, float fromY, float toX, float toY, int colour = Ink, float thickness = 1.5f, float head = 0)
    {
        using SKPaint paint = Paint(colour, thickness);
        _canvas.DrawLine(fromX, fromY, toX, toY, paint);
        double angle = Math.Atan2(toY - fromY, toX - fromX);
        foreach (double side in (ReadOnlySpan<double>)(head > 0 ? [-2.6, 2.6] : []))
        {
            _canvas.DrawLine(toX, toY, toX + head * (float)Math.Cos(angle + side), toY + head * (float)Math.Sin(angle + side), paint);
        }
    }

    /// <summary>Draws a filled disc.</summary>
    /// <param name="x">Its middle, across.</param>
    /// <param name="y">Its middle, down.</param>
    /// <param name="radius">In pixels.</param>
    /// <param name="colour">The colour.</param>
    public void Disc(float x, float y, float radius, int colour = Ink)
    {
        using SKPaint paint = Paint(colour, 0);
        _canvas.DrawCircle(x, y, radius, paint);
    }

    /// <summary>What is drawn so far, as a picture of three channels.</summary>
    public Picture ToPicture()
    {
        _canvas.Flush();
        byte[] rgb = new byte[_bitmap.Width * _bitmap.Height * 3];
        ReadOnlySpan<byte> rgba = _bitmap.GetPixelSpan();
        for (int at = 0; at < rgb.Length; at++)
        {
            rgb[at] = rgba[at / 3 * 4 + at % 3];
        }

        return new Picture(_bitmap.Width, _bitmap.Height, 3, rgb);
    }

    /// <summary>Writes the sheet as PNG, atomically.</summary>
    /// <param name="path">Where to; folders are made as needed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePng(string path)
    {
        _canvas.Flush();
        PngFile.Write(path, _bitmap);
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
        _typeface.Dispose();
    }

    private static SKPaint Paint(int colour, float thickness) => new()
    {
        Color = new SKColor((uint)colour | 0xFF000000),
        IsAntialias = true,
        StrokeWidth = thickness,
        StrokeCap = SKStrokeCap.Round,
        Style = thickness > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill,
    };
}
