using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Imaging;

/// <summary>Columns with a pixel each: <c>pixel0</c> to <c>pixel783</c>, <c>1x1</c> to <c>28x28</c>.</summary>
internal static partial class PixelColumns
{
    private const int LeastSide = 4;
    private const int Colours = 3;

    /// <summary>The columns of pixels in the order of the pixels; empty where a header has none.</summary>
    public static int[] Of(string[] names)
    {
        (long Place, int Column)[] places =
            [.. names.Select((name, column) => (Place: PlaceOf(name), Column: column)).Where(pixel => pixel.Place >= 0).Order()];
        bool areAll = IsPicture(places.Length) && places.Select(pixel => pixel.Place).Distinct().Count() == places.Length;
        return areAll ? [.. places.Select(pixel => pixel.Column)] : [];
    }

    /// <summary>Whether so many numbers are a square picture, grey or in colour.</summary>
    public static bool IsPicture(int count) => ShapeOf(count) is not null;

    /// <summary>The shape of a square picture of so many numbers; null where there is none.</summary>
    public static Shape? ShapeOf(int count)
    {
        foreach (int channels in (int[])[1, Colours])
        {
            int side = (int)Math.Round(Math.Sqrt(count / (double)channels));
            if (side >= LeastSide && side * side * channels == count)
            {
                return [side, side, channels];
            }
        }

        return null;
    }

    private static long PlaceOf(string name)
    {
        Match match = Name().Match(name);
        return match.Success
            ? (match.Groups[2].Length == 0 ? 0 : long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
                + (1_000_000L * (match.Groups[1].Length == 0 ? 0 : long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
            : -1;
    }

    [GeneratedRegex(@"^(?:(?:pixel|pix|px|p|x)_?)?(?:(\d{1,5})x)?(\d{1,6})\z")]
    private static partial Regex Name();
}
