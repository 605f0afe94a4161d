using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>Means over a pixel's neighbours; beyond the edges are zeros.</summary>
internal static class BlurKernels
{
    /// <summary>Floats of scratch memory that <see cref="Sharpen"/> needs.</summary>
    public static int SharpenScratch(PictureSize size) => (size.Width + 2) * size.Channels;

    /// <summary><c>y = s + amount (x - s)</c>, s being the mean of nine pixels with five times the weight in the middle, cut to a
    /// range.</summary>
    public static void Sharpen(ReadOnlySpan<float> x, Span<float> y, PictureSize size, float amount, float low, float high, Span<float> scratch)
    {
        const float Weight = 1 / 13f;
        int stride = size.Width * size.Channels;
        scratch.Clear();
        Span<float> sums = scratch.Slice(size.Channels, stride);
        for (int row = 0; row < size.Height; row++)
        {
            ReadOnlySpan<float> here = x.Slice(row * stride, stride);
            Span<float> line = y.Slice(row * stride, stride);
            here.CopyTo(sums);
            if (row > 0)
            {
                TensorPrimitives.Add(sums, x.Slice((row - 1) * stride, stride), sums);
            }

            if (row < size.Height - 1)
            {
                TensorPrimitives.Add(sums, x.Slice((row + 1) * stride, stride), sums);
            }

            TensorPrimitives.Add(sums, scratch[..stride], line);
            TensorPrimitives.Add(line, scratch.Slice(2 * size.Channels, stride), line);
            TensorPrimitives.Multiply(line, (1 - amount) * Weight, line);
            TensorPrimitives.MultiplyAdd(here, amount + (4 * Weight * (1 - amount)), line, line);
        }

        TensorPrimitives.Clamp(y, low, high, y);
    }

    /// <summary>Weights of a normal distribution about the middle, that sum to 1.</summary>
    public static void Weigh(Span<float> weights, double deviation)
    {
        double sum = 0, middle = (weights.Length - 1) / 2.0;
        for (int i = 0; i < weights.Length; i++)
        {
            double distance = i - middle;
            double weight = distance == 0 ? 1 : Math.Exp(-0.5 * (distance / deviation) * (distance / deviation));
            weights[i] = (float)weight;
            sum += weight;
        }

        TensorPrimitives.Divide(weights, (float)sum, weights);
    }

    /// <summary>Weighted means along the rows and then along the columns.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="y">The result.</param>
    /// <param name="size">The extents of both.</param>
    /// <param name="across">The weights along a row; an odd number.</param>
    /// <param name="down">The weights along a column; an odd number.</param>
    /// <param name="scratch">As many floats as the picture has.</param>
    public static void Blur(ReadOnlySpan<float> x, Span<float> y, PictureSize size, ReadOnlySpan<float> across, ReadOnlySpan<float> down, Span<float> scratch)
    {
        int stride = size.Width * size.Channels;
        Span<float> means = scratch[..(size.Height * stride)];
        means.Clear();
        y.Clear();
        for (int row = 0; row < size.Height; row++)
        {
            for (int i = 0; i < across.Length; i++)
            {
                AddShifted(x.Slice(row * stride, stride), (i - (across.Length / 2)) * size.Channels, across[i], means.Slice(row * stride, stride));
            }
        }

        for (int i = 0; i < down.Length; i++)
        {
            AddShifted(means, (i - (down.Length / 2)) * stride, down[i], y);
        }
    }

    // sums[k] += weight x[k + shift], where there is such a value.
    private static void AddShifted(ReadOnlySpan<float> x, int shift, float weight, Span<float> sums)
    {
        int count = x.Length - Math.Abs(shift);
        if (count > 0)
        {
            Span<float> to = sums.Slice(Math.Max(-shift, 0), count);
            TensorPrimitives.MultiplyAdd(x.Slice(Math.Max(shift, 0), count), weight, to, to);
        }
    }
}
