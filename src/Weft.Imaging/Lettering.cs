using ScottPlot;

using SkiaSharp;

namespace Weft.Imaging;

/// <summary>The typeface of everything Weft draws: it travels with the library, since servers and containers often have none.</summary>
internal sealed class Lettering : IFontResolver
{
    public const string Family = "Weft Sans";

    /// <summary>Makes plots find it.</summary>
    public static void Use()
    {
        if (!Fonts.FontResolvers.OfType<Lettering>().Any())
        {
            Fonts.FontResolvers.Insert(0, new Lettering());
        }
    }

    public static SKTypeface Typeface()
    {
        using Stream font = typeof(Lettering).Assembly.GetManifestResourceStream("DejaVuSans-Latin.ttf")!;
        return SKTypeface.FromStream(font);
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? Typeface() : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == Family ? Typeface() : null;
}
