namespace Weft.Imaging;

/// <summary>Colours for numbers, whose steps look equally large to the eye.</summary>
public sealed class ColourMap
{
    private readonly Func<double, (byte Red, byte Green, byte Blue)> _colour;

    private ColourMap(Func<double, (byte Red, byte Green, byte Blue)> colour) => _colour = colour;

    /// <summary>Matplotlib's inferno, from black over red to light yellow: for heat. After the polynomial that Matt Zucker fitted to it
    /// (CC0).</summary>
    public static ColourMap Inferno { get; } = new(Polynomial);

    /// <summary>Blue, grey, red: for signed numbers, 0 being the middle. Moreland 2009, "Diverging color maps for scientific
    /// visualization".</summary>
    public static ColourMap Diverging { get; } = new(BlueToRed);

    private static ReadOnlySpan<double> Coefficients =>
    [
        0.0002189403691192265, 0.001651004631001012, -0.01948089843709184,
        0.1065134194856116, 0.5639564367884091, 3.932712388889277,
        11.60249308247187, -3.972853965665698, -15.9423941062914,
        -41.70399613139459, 17.43639888205313, 44.35414519872813,
        77.162935699427, -33.40235894210092, -81.80730925738993,
        -71.31942824499214, 32.62606426397723, 73.20951985803202,
        25.13112622477341, -12.24266895238567, -23.07032500287172,
    ];

    // Every eighth of the way.
    private static ReadOnlySpan<byte> Anchors =>
    [
        59, 76, 192, 98, 130, 234, 141, 176, 254, 184, 208, 249, 221, 221, 221, 245, 196, 173, 244, 154, 123, 222, 96, 77, 180, 4, 38,
    ];

    /// <summary>The colour of a number from 0 to 1; numbers beyond have the ends' colours, NaN that of 0.</summary>
    public (byte Red, byte Green, byte Blue) At(double value) => _colour(double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1));

    /// <summary>A map of numbers as a picture in colour.</summary>
    /// <param name="map">The numbers, <c>[height, width]</c>.</param>
    /// <param name="low">What has the first colour.</param>
    /// <param name="high">What has the last colour.</param>
    /// <exception cref="ShapeException">The map is none.</exception>
    public Picture Draw(Tensor map, double low = 0, double high = 1)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Shape.Rank != 2)
        {
            throw new ShapeException($"ColourMap: expected a map [height, width], got {map.Shape}. Reshape it.");
        }

        byte[] pixels = new byte[map.Size * 3];
        for (int i = 0; i < map.Size; i++)
        {
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = At((map.Span[i] - low) / (high - low));
        }

        return new Picture(map.Shape[1], map.Shape[0], 3, pixels);
    }

    private static (byte Red, byte Green, byte Blue) Polynomial(double t)
    {
        const int last = 6;
        double red = 0, green = 0, blue = 0;
        for (int power = last; power >= 0; power--)
        {
            red = (red * t) + Coefficients[power * 3];
            green = (green * t) + Coefficients[(power * 3) + 1];
            blue = (blue * t) + Coefficients[(power * 3) + 2];
        }

        return (Byte(255 * red), Byte(255 * green), Byte(255 * blue));
    }

    private static (byte Red, byte Green, byte Blue) BlueToRed(double t)
    {
        double place = t * ((Anchors.Length / 3) - 1);
        int first = Math.Min((int)place, (Anchors.Length / 3) - 2);
        double share = place - first;
        byte Mixed(int channel) => Byte((Anchors[(first * 3) + channel] * (1 - share)) + (Anchors[(first * 3) + 3 + channel] * share));
        return (Mixed(0), Mixed(1), Mixed(2));
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
