using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>One picture's values behind a layer, <c>[height, width, channels]</c>, and how they look.</summary>
internal sealed record FeatureMap(int Height, int Width, int Channels, float[] Values)
{
    public float this[int y, int x, int channel] => Values[(y * Width + x) * Channels + channel];

    /// <param name="value">A batch of one.</param>
    /// <param name="shape">Its height, width and channels.</param>
    public static FeatureMap Of(Tensor value, Shape shape) => new(shape[0], shape[1], shape[2], value.Span.ToArray());

    /// <summary>Channels from the one that varies most to the one that varies least: dead ones teach nothing.</summary>
    public int[] ByContrast() => [.. Enumerable.Range(0, Channels).OrderByDescending(Spread)];

    /// <summary>One channel in greys, from its least value, white, to its largest, black.</summary>
    public Picture Grey(int channel)
    {
        float[] values = Of(channel);
        (float low, float high) = (values.Min(), values.Max());
        return new Picture(Width, Height, 1, [.. values.Select(value => Level(high > low ? 1 - (value - low) / (high - low) : 1))]);
    }

    /// <summary>The value of a channel that is furthest from 0.</summary>
    public float Most(int channel) => Math.Max(Of(channel).Max(MathF.Abs), 1e-12f);

    /// <summary>One channel in two colours: below 0 blue, 0 white, above 0 red; full at <paramref name="most"/>.</summary>
    public Picture Signed(int channel, float most)
    {
        float[] values = Of(channel);
        return new Picture(Width, Height, 3, [.. values.SelectMany(value => SignedColour(value / most))]);
    }

    /// <summary>A colour for a value from -1 to 1.</summary>
    public static byte[] SignedColour(float value) => value >= 0
        ? [Level(1 - 0.15f * value), Level(1 - 0.85f * value), Level(1 - 0.9f * value)]
        : [Level(1 + 0.9f * value), Level(1 + 0.65f * value), Level(1 + 0.2f * value)];

    private float[] Of(int channel) => [.. Enumerable.Range(0, Height * Width).Select(at => Values[at * Channels + channel])];

    private float Spread(int channel)
    {
        float[] values = Of(channel);
        return values.Max() - values.Min();
    }

    /// <summary>The channel that is best by a measure of its values.</summary>
    public int Best(Func<float[], float> measure) => Enumerable.Range(0, Channels).MaxBy(channel => measure(Of(channel)));

    private static byte Level(float share) => (byte)Math.Clamp(MathF.Round(share * 255), 0, 255);
}
