using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Small loops over vectors that <c>TensorPrimitives</c> does not have, or that training does so often that they must be fast from the first step on.</summary>
internal static class Elementwise
{
    /// <summary>Keeps a gradient where the output is positive: <c>dy = y &gt; 0 ? dy : 0</c>.</summary>
    public static void MaskPositive(ReadOnlySpan<float> y, Span<float> dy)
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                MaskPositive<Simd512, Vector512<float>>(y, dy);
                break;
            case Lanes.Eight:
                MaskPositive<Simd256, Vector256<float>>(y, dy);
                break;
            default:
                MaskPositive<Simd128, Vector128<float>>(y, dy);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaskPositive<S, V>(ReadOnlySpan<float> y, Span<float> dy)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float output = ref MemoryMarshal.GetReference(y);
        ref float gradient = ref MemoryMarshal.GetReference(dy);
        int i = 0;
        for (; i + S.Count <= dy.Length; i += S.Count)
        {
            S.Store(S.SelectGreater(S.Load(ref output, i), S.Zero, S.Load(ref gradient, i), S.Zero), ref gradient, i);
        }

        for (; i < dy.Length; i++)
        {
            dy[i] = y[i] > 0 ? dy[i] : 0;
        }
    }

    /// <summary><c>target = target + source</c>.</summary>
    public static void Add(ReadOnlySpan<float> source, Span<float> target)
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Add<Simd512, Vector512<float>>(source, target);
                break;
            case Lanes.Eight:
                Add<Simd256, Vector256<float>>(source, target);
                break;
            default:
                Add<Simd128, Vector128<float>>(source, target);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<S, V>(ReadOnlySpan<float> source, Span<float> target)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float x = ref MemoryMarshal.GetReference(source[..target.Length]);
        ref float y = ref MemoryMarshal.GetReference(target);
        int i = 0;
        for (; i + S.Count <= target.Length; i += S.Count)
        {
            S.Store(S.Add(S.Load(ref y, i), S.Load(ref x, i)), ref y, i);
        }

        for (; i < target.Length; i++)
        {
            target[i] += source[i];
        }
    }

    /// <summary><c>target = factor source</c>: pixels as they are kept to those that are computed with.</summary>
    public static void Scale(ReadOnlySpan<byte> source, float factor, Span<float> target)
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Scale<Simd512, Vector512<float>>(source, factor, target);
                break;
            case Lanes.Eight:
                Scale<Simd256, Vector256<float>>(source, factor, target);
                break;
            default:
                Scale<Simd128, Vector128<float>>(source, factor, target);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<S, V>(ReadOnlySpan<byte> source, float factor, Span<float> target)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref byte x = ref MemoryMarshal.GetReference(source);
        ref float y = ref MemoryMarshal.GetReference(target[..source.Length]);
        int i = 0;
        for (; i + S.Count <= source.Length; i += S.Count)
        {
            S.Store(S.Multiply(S.LoadBytes(ref x, i), S.Splat(factor)), ref y, i);
        }

        for (; i < source.Length; i++)
        {
            target[i] = source[i] * factor;
        }
    }

    /// <summary>Whether all values are numbers, none of them infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> values) => Simd.Widest switch
    {
        Lanes.Sixteen => IsFinite<Simd512, Vector512<float>>(values),
        Lanes.Eight => IsFinite<Simd256, Vector256<float>>(values),
        _ => IsFinite<Simd128, Vector128<float>>(values),
    };

    // Zero times a number is zero, and times anything else no number.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsFinite<S, V>(ReadOnlySpan<float> values)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float x = ref MemoryMarshal.GetReference(values);
        V zeros = S.Zero;
        int i = 0;
        for (; i + S.Count <= values.Length; i += S.Count)
        {
            zeros = S.Add(zeros, S.Multiply(S.Load(ref x, i), S.Zero));
        }

        Span<float> lanes = stackalloc float[S.Count];
        S.Store(zeros, ref MemoryMarshal.GetReference(lanes), 0);
        float zero = 0;
        foreach (float lane in lanes)
        {
            zero += lane;
        }

        for (; i < values.Length; i++)
        {
            zero += values[i] * 0;
        }

        return zero == 0;
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
                AddBias<Simd512, Vector512<float>>(source, bias, channels, relu, target);
                break;
            case Lanes.Eight:
                AddBias<Simd256, Vector256<float>>(source, bias, channels, relu, target);
                break;
            default:
                AddBias<Simd128, Vector128<float>>(source, bias, channels, relu, target);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBias<S, V>(ReadOnlySpan<float> source, ReadOnlySpan<float> bias, int channels, bool relu, Span<float> target)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int row = 0; row < source.Length; row += channels)
        {
            ref float x = ref MemoryMarshal.GetReference(source[row..]);
            ref float y = ref MemoryMarshal.GetReference(target[row..]);
            int c = 0;
            for (; c + S.Count <= channels; c += S.Count)
            {
                V value = S.Add(S.Load(ref x, c), S.Load(ref MemoryMarshal.GetReference(bias), c));
                S.Store(relu ? S.Relu(value) : value, ref y, c);
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
                SumRows<Simd512, Vector512<float>>(y, sum, accumulate);
                break;
            case Lanes.Eight:
                SumRows<Simd256, Vector256<float>>(y, sum, accumulate);
                break;
            default:
                SumRows<Simd128, Vector128<float>>(y, sum, accumulate);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRows<S, V>(ReadOnlySpan<float> y, Span<float> sum, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        int column = 0;
        for (; column + S.Count <= sum.Length; column += S.Count)
        {
            SumColumn<S, V>(y, sum, column, accumulate);
        }

        for (; column + Simd128.Count <= sum.Length; column += Simd128.Count)
        {
            SumColumn<Simd128, Vector128<float>>(y, sum, column, accumulate);
        }

        for (; column < sum.Length; column++)
        {
            SumColumn<Simd1, float>(y, sum, column, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumColumn<S, V>(ReadOnlySpan<float> y, Span<float> sum, int column, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float source = ref MemoryMarshal.GetReference(y);
        ref float target = ref MemoryMarshal.GetReference(sum);
        V total = accumulate ? S.Load(ref target, column) : S.Zero;
        for (nint at = column; at < y.Length; at += sum.Length)
        {
            total = S.Add(total, S.Load(ref source, at));
        }

        S.Store(total, ref target, column);
    }
}
