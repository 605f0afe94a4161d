using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>Contrast and brightness of a picture, cut to a range.</summary>
internal static class ColorKernels
{
    /// <summary>Floats of scratch memory that <see cref="Contrast"/> needs.</summary>
    public static int Scratch(PictureSize size) => size.Width * size.Channels;

    /// <summary><c>y = f x + (1 - f) mean</c> per channel: <c>(x - mean) f + mean</c> in a form that leaves a picture as it is for f = 1.</summary>
    public static void Contrast(ReadOnlySpan<float> x, Span<float> y, PictureSize size, double factor, float low, float high, Span<float> scratch)
    {
        int stride = size.Width * size.Channels;
        Span<float> shift = scratch[..stride];
        shift.Clear();
        for (int row = 0; row < size.Height; row++)
        {
            TensorPrimitives.Add(shift, x.Slice(row * stride, stride), shift);
        }

        SpreadMeans(shift, size, 1 - factor);
        for (int row = 0; row < size.Height; row++)
        {
            TensorPrimitives.MultiplyAdd(x.Slice(row * stride, stride), (float)factor, shift, y.Slice(row * stride, stride));
        }

        TensorPrimitives.Clamp(y, low, high, y);
    }

    /// <summary><c>y = x + delta</c>.</summary>
    public static void Brightness(ReadOnlySpan<float> x, Span<float> y, float delta, float low, float high)
    {
        TensorPrimitives.Add(x, delta, y);
        TensorPrimitives.Clamp(y, low, high, y);
    }

    // From the sums of the columns to weight times each channel's mean, at every column.
    private static void SpreadMeans(Span<float> row, PictureSize size, double weight)
    {
        for (int c = 0; c < size.Channels; c++)
        {
            double sum = 0;
            for (int at = c; at < row.Length; at += size.Channels)
            {
                sum += row[at];
            }

            float mean = (float)(weight * sum / ((double)size.Width * size.Height));
            for (int at = c; at < row.Length; at += size.Channels)
            {
                row[at] = mean;
            }
        }
    }
}
