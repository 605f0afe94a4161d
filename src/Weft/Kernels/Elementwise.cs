using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>Small loops over vectors that <c>TensorPrimitives</c> does not have.</summary>
internal static class Elementwise
{
    /// <summary>Keeps a gradient where the output is positive: <c>dy = y &gt; 0 ? dy : 0</c>.</summary>
    public static void MaskPositive(ReadOnlySpan<float> y, Span<float> dy)
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                MaskPositive<V512>(y, dy);
                break;
            case Lanes.Eight:
                MaskPositive<V256>(y, dy);
                break;
            default:
                MaskPositive<V128>(y, dy);
                break;
        }
    }

    private static void MaskPositive<V>(ReadOnlySpan<float> y, Span<float> dy)
        where V : struct, IVector<V>
    {
        ref float output = ref MemoryMarshal.GetReference(y);
        ref float gradient = ref MemoryMarshal.GetReference(dy);
        int i = 0;
        for (; i + V.Count <= dy.Length; i += V.Count)
        {
            V.Store(V.SelectGreater(V.Load(ref output, i), V.Zero, V.Load(ref gradient, i), V.Zero), ref gradient, i);
        }

        for (; i < dy.Length; i++)
        {
            dy[i] = y[i] > 0 ? dy[i] : 0;
        }
    }

    /// <summary><c>target = source + bias</c> row by row, negative results zero if asked; source and target may be the same memory.</summary>
    /// <param name="source"><c>[rows, channels]</c></param>
    /// <param name="bias">At least channels long.</param>
    /// <param name="channels">Length of a row.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="target"><c>[rows, channels]</c></param>
    public static void AddBias(ReadOnlySpan<float> source, ReadOnlySpan<float> bias, int channels, bool relu, Span<float> target)
    {
        switch (Simd.For(channels))
        {
            case Lanes.Sixteen:
                AddBias<V512>(source, bias, channels, relu, target);
                break;
            case Lanes.Eight:
                AddBias<V256>(source, bias, channels, relu, target);
                break;
            default:
                AddBias<V128>(source, bias, channels, relu, target);
                break;
        }
    }

    private static void AddBias<V>(ReadOnlySpan<float> source, ReadOnlySpan<float> bias, int channels, bool relu, Span<float> target)
        where V : struct, IVector<V>
    {
        for (int row = 0; row < source.Length; row += channels)
        {
            ref float x = ref MemoryMarshal.GetReference(source[row..]);
            ref float y = ref MemoryMarshal.GetReference(target[row..]);
            int c = 0;
            for (; c + V.Count <= channels; c += V.Count)
            {
                V value = V.Add(V.Load(ref x, c), V.Load(ref MemoryMarshal.GetReference(bias), c));
                V.Store(relu ? V.Max(value, V.Zero) : value, ref y, c);
            }

            for (; c < channels; c++)
            {
                float value = source[row + c] + bias[c];
                target[row + c] = relu ? Math.Max(value, 0) : value;
            }
        }
    }

    /// <summary>The sum of the rows of <paramref name="y"/>: a bias gradient.</summary>
    /// <param name="y"><c>[rows, sum.Length]</c></param>
    /// <param name="sum">Where the sum goes.</param>
    /// <param name="accumulate">Whether it is added to what is there.</param>
    public static void SumRows(ReadOnlySpan<float> y, Span<float> sum, bool accumulate)
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                SumRows<V512>(y, sum, accumulate);
                break;
            case Lanes.Eight:
                SumRows<V256>(y, sum, accumulate);
                break;
            default:
                SumRows<V128>(y, sum, accumulate);
                break;
        }
    }

    private static void SumRows<V>(ReadOnlySpan<float> y, Span<float> sum, bool accumulate)
        where V : struct, IVector<V>
    {
        int column = 0;
        for (; column + V.Count <= sum.Length; column += V.Count)
        {
            SumColumn<V>(y, sum, column, accumulate);
        }

        for (; column < sum.Length; column++)
        {
            SumColumn<V1>(y, sum, column, accumulate);
        }
    }

    private static void SumColumn<V>(ReadOnlySpan<float> y, Span<float> sum, int column, bool accumulate)
        where V : struct, IVector<V>
    {
        ref float source = ref MemoryMarshal.GetReference(y);
        ref float target = ref MemoryMarshal.GetReference(sum);
        V total = accumulate ? V.Load(ref target, column) : V.Zero;
        for (nint at = column; at < y.Length; at += sum.Length)
        {
            total = V.Add(total, V.Load(ref source, at));
        }

        V.Store(total, ref target, column);
    }
}
