using System.Numerics.Tensors;

namespace Weft.Explain;

/// <summary>Makes maps over a picture of what methods give.</summary>
internal static class HeatMap
{
    /// <summary>For every pixel the sum over its channels: <c>[height, width]</c>.</summary>
    public static Tensor Sum(Tensor attribution) => Over(attribution, pixel => TensorPrimitives.Sum<float>(pixel));

    /// <summary>For every pixel the channels' largest magnitude.</summary>
    public static Tensor LargestMagnitude(Tensor attribution) =>
        Over(attribution, pixel => Math.Abs(TensorPrimitives.MaxMagnitude<float>(pixel)));

    /// <summary>The same map divided by its largest magnitude; where that is 0, the map as it is.</summary>
    public static Tensor Normalized(Tensor map)
    {
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(map.Span));
        Tensor result = new(map.Shape);
        TensorPrimitives.Divide(map.Span, largest > 0 ? largest : 1, result.Span);
        return result;
    }

    /// <summary>The positive part.</summary>
    public static Tensor Positive(Tensor map)
    {
        Tensor result = new(map.Shape);
        TensorPrimitives.Max(map.Span, 0, result.Span);
        return result;
    }

    /// <summary>The magnitudes.</summary>
    public static Tensor Magnitude(Tensor map)
    {
        Tensor result = new(map.Shape);
        TensorPrimitives.Abs(map.Span, result.Span);
        return result;
    }

    /// <summary>The map at a picture's size, linear between the centres of its cells, as TensorFlow's <c>tf.image.resize</c>
    /// does.</summary>
    public static Tensor Resize(Tensor map, int height, int width)
    {
        Tensor result = new([height, width]);
        (int rows, int columns) = (map.Shape[0], map.Shape[1]);
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom, float down) = Between(y, height, rows);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float over) = Between(x, width, columns);
                float above = Mix(map.Span[(top * columns) + left], map.Span[(top * columns) + right], over);
                float below = Mix(map.Span[(bottom * columns) + left], map.Span[(bottom * columns) + right], over);
                result.Span[(y * width) + x] = Mix(above, below, down);
            }
        }

        return result;
    }

    private static float Mix(float first, float second, float share) => first + ((second - first) * share);

    private static (int First, int Second, float Share) Between(int place, int extent, int cells)
    {
        float centre = Math.Clamp(((place + 0.5f) * cells / extent) - 0.5f, 0, cells - 1);
        int first = (int)centre;
        return (first, Math.Min(first + 1, cells - 1), centre - first);
    }

    private static Tensor Over(Tensor attribution, Func<ReadOnlySpan<float>, float> measure)
    {
        (int height, int width, int channels) = (attribution.Shape[0], attribution.Shape[1], attribution.Shape[2]);
        Tensor map = new([height, width]);
        for (int i = 0; i < map.Size; i++)
        {
            map.Span[i] = measure(attribution.Span.Slice(i * channels, channels));
        }

        return map;
    }
}
