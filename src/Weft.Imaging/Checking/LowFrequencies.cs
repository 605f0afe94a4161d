namespace Weft.Imaging;

/// <summary>What a picture shows from afar: the 8x8 lowest frequencies of its cosine transform, orthonormal, of the mean of its channels.</summary>
/// <remarks>
/// The transform keeps lengths and these are some of its values, so the distance of two pictures' frequencies is never more than that of their pixels (Parseval). That makes
/// them a sure bound as well as the stuff of <see cref="PerceptualHash"/>.
/// </remarks>
internal sealed class LowFrequencies
{
    /// <summary>How many values there are.</summary>
    public const int Count = Side * Side;

    private const int Side = 8;

    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly float[] _vertical;
    private readonly float[] _horizontal;

    /// <param name="shape">The shape of the pictures, <c>[height, width, channels]</c>.</param>
    public LowFrequencies(Shape shape)
    {
        (_height, _width, _channels) = (shape[0], shape[1], shape[2]);
        (_vertical, _horizontal) = (Cosines(_height), Cosines(_width));
    }

    /// <summary>The values <c>[vertical, horizontal]</c> of a picture's pixels; 0 for frequencies that a side of fewer pixels does not have.</summary>
    public void Of(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        values.Clear();
        Span<float> row = stackalloc float[Side];
        for (int y = 0; y < _height; y++)
        {
            row.Clear();
            for (int x = 0; x < _width; x++)
            {
                int sum = 0;
                foreach (byte channel in pixels.Slice(((y * _width) + x) * _channels, _channels))
                {
                    sum += channel;
                }

                AddScaled(_horizontal.AsSpan(x * Side, Side), (float)sum / _channels, row);
            }

            for (int u = 0; u < Side; u++)
            {
                AddScaled(row, _vertical[(y * Side) + u], values.Slice(u * Side, Side));
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<float> values, float factor, Span<float> sums)
    {
        for (int i = 0; i < Side; i++)
        {
            sums[i] += factor * values[i];
        }
    }

    // [place, frequency]
    private static float[] Cosines(int length)
    {
        float[] table = new float[length * Side];
        for (int place = 0; place < length; place++)
        {
            for (int frequency = 0; frequency < Math.Min(Side, length); frequency++)
            {
                double scale = Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / length);
                table[(place * Side) + frequency] = (float)(scale * Math.Cos(Math.PI * frequency * ((2 * place) + 1) / (2 * length)));
            }
        }

        return table;
    }
}
