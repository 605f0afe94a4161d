using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Passes over rows of channels in which every channel has its own constants: the arithmetic of batch normalisation.</summary>
/// <remarks>
/// Rows are taken in blocks that stay in the first-level cache, and within a block column by column, so that a channel's constants and sums stay in registers.
/// Sums of a block are added to those before it: rounding grows with the number of blocks, not of rows.
/// </remarks>
internal static class ChannelKernels
{
    private const int BlockFloats = 4096;

    /// <summary>Everything a pass reads or writes; what it does not use stays null. Rows are <c>[rows, channels]</c>, constants <c>[channels]</c>.</summary>
    private ref struct Operands
    {
        public ref float X, Y, Gradient, Extra, Center, Scale, Offset, Slope, Shift, Sum, Product;
    }

    private interface IPass
    {
        static abstract void Run<S, V>(in Operands o, nint at, int rows, nint channels, nint column)
            where S : struct, ISimd<V>
            where V : struct;
    }

    /// <summary>A choice made when the kernel is compiled.</summary>
    private interface ISwitch
    {
        static abstract bool On { get; }
    }

    private readonly struct Yes : ISwitch
    {
        public static bool On => true;
    }

    private readonly struct No : ISwitch
    {
        public static bool On => false;
    }

    /// <summary>Which gradients pass the ReLU.</summary>
    private interface IMask
    {
        /// <summary>The gradient at a place, zero where the ReLU closed.</summary>
        static abstract V Keep<S, V>(in Operands o, nint at, V x, V scale, V offset)
            where S : struct, ISimd<V>
            where V : struct;
    }

    /// <summary>There is no ReLU.</summary>
    private readonly struct Open : IMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Keep<S, V>(in Operands o, nint at, V x, V scale, V offset)
            where S : struct, ISimd<V>
            where V : struct => S.Load(ref o.Gradient, at);
    }

    /// <summary>By the output, and what passes is written back.</summary>
    private readonly struct ByOutput : IMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Keep<S, V>(in Operands o, nint at, V x, V scale, V offset)
            where S : struct, ISimd<V>
            where V : struct
        {
            V gradient = S.SelectGreater(S.Load(ref o.Y, at), S.Zero, S.Load(ref o.Gradient, at), S.Zero);
            S.Store(gradient, ref o.Gradient, at);
            return gradient;
        }
    }

    /// <summary>By the output computed again from x, which is read anyway: neither is the output fetched nor the gradient written back.</summary>
    private readonly struct ByInput : IMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Keep<S, V>(in Operands o, nint at, V x, V scale, V offset)
            where S : struct, ISimd<V>
            where V : struct => NormalizationFormulas.Mask<S, V>(S.Load(ref o.Gradient, at), x, scale, offset);
    }

    /// <summary>Adds to <paramref name="sum"/> and <paramref name="square"/> the sums of <c>x - shift</c> and of its square, channel by channel.</summary>
    public static void Moments(ReadOnlySpan<float> x, ReadOnlySpan<float> shift, Span<float> sum, Span<float> square) => Walk<MomentsPass>(
        new Operands { X = ref First(x), Center = ref First(shift), Sum = ref First(sum), Product = ref First(square) }, x.Length, sum.Length);

    /// <summary><c>y = (x - center) scale + offset</c>, plus <paramref name="extra"/> where there is one, negative results zero if asked. x and y may be the same memory.</summary>
    public static void Apply(
        ReadOnlySpan<float> x, ReadOnlySpan<float> center, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, ReadOnlySpan<float> extra, bool relu, Span<float> y)
    {
        Operands o = new() { X = ref First(x), Y = ref First(y), Center = ref First(center), Scale = ref First(scale), Offset = ref First(offset), Extra = ref First(extra) };
        switch (extra.IsEmpty, relu)
        {
            case (true, false):
                Walk<ApplyPass<No, No>>(o, x.Length, scale.Length);
                break;
            case (true, true):
                Walk<ApplyPass<No, Yes>>(o, x.Length, scale.Length);
                break;
            case (false, false):
                Walk<ApplyPass<Yes, No>>(o, x.Length, scale.Length);
                break;
            default:
                Walk<ApplyPass<Yes, Yes>>(o, x.Length, scale.Length);
                break;
        }
    }

    /// <summary>Adds to the sums those of <c>dy</c> and of <c>dy (x - center)</c>, channel by channel. With <paramref name="relu"/>, dy counts as zero where the output is not positive.</summary>
    /// <param name="x">What was normalised.</param>
    /// <param name="center">Subtracted from it.</param>
    /// <param name="scale">What that was multiplied with.</param>
    /// <param name="offset">What was added.</param>
    /// <param name="y">The output, by which dy is set to zero then; empty where it follows from x alone, and dy stays as it is.</param>
    /// <param name="relu">Whether a ReLU ended it.</param>
    /// <param name="dy">The output's gradient.</param>
    /// <param name="sum">The first sums.</param>
    /// <param name="product">The second sums.</param>
    public static void GradientSums(
        ReadOnlySpan<float> x, ReadOnlySpan<float> center, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, ReadOnlySpan<float> y, bool relu, Span<float> dy, Span<float> sum, Span<float> product)
    {
        Operands o = new()
        {
            X = ref First(x),
            Y = ref First(y),
            Gradient = ref First(dy),
            Center = ref First(center),
            Scale = ref First(scale),
            Offset = ref First(offset),
            Sum = ref First(sum),
            Product = ref First(product),
        };
        if (!relu)
        {
            Walk<SumsPass<Open>>(o, x.Length, sum.Length);
        }
        else if (y.IsEmpty)
        {
            Walk<SumsPass<ByInput>>(o, x.Length, sum.Length);
        }
        else
        {
            Walk<SumsPass<ByOutput>>(o, x.Length, sum.Length);
        }
    }

    /// <summary><c>dx = dy scale + (x - center) slope + shift</c>; dy and dx may be the same memory. With <paramref name="relu"/>, dy counts as zero where <c>(x - center) scale + offset</c> is not positive.</summary>
    public static void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> center, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, bool relu, ReadOnlySpan<float> slope, ReadOnlySpan<float> shift, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Operands o = new()
        {
            X = ref First(x),
            Y = ref First(dx),
            Gradient = ref First(dy),
            Center = ref First(center),
            Scale = ref First(scale),
            Offset = ref First(offset),
            Slope = ref First(slope),
            Shift = ref First(shift),
        };
        if (relu)
        {
            Walk<GradientPass<ByInput>>(o, x.Length, scale.Length);
        }
        else
        {
            Walk<GradientPass<Open>>(o, x.Length, scale.Length);
        }
    }

    private static ref float First(ReadOnlySpan<float> span) => ref MemoryMarshal.GetReference(span);

    private static void Walk<TPass>(in Operands o, int length, int channels)
        where TPass : IPass
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Walk<TPass, Simd512, Vector512<float>>(o, length, channels);
                break;
            case Lanes.Eight:
                Walk<TPass, Simd256, Vector256<float>>(o, length, channels);
                break;
            default:
                Walk<TPass, Simd128, Vector128<float>>(o, length, channels);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TPass, S, V>(in Operands o, int length, int channels)
        where TPass : IPass
        where S : struct, ISimd<V>
        where V : struct
    {
        int block = Math.Max(1, BlockFloats / channels) * channels;
        for (int at = 0; at < length; at += block)
        {
            int rows = Math.Min(block, length - at) / channels;
            int column = 0;
            for (; column + S.Count <= channels; column += S.Count)
            {
                TPass.Run<S, V>(o, at, rows, channels, column);
            }

            for (; column + 4 <= channels; column += 4)
            {
                TPass.Run<Simd128, Vector128<float>>(o, at, rows, channels, column);
            }

            for (; column < channels; column++)
            {
                TPass.Run<Simd1, float>(o, at, rows, channels, column);
            }
        }
    }

    private readonly struct MomentsPass : IPass
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint at, int rows, nint channels, nint column)
            where S : struct, ISimd<V>
            where V : struct
        {
            // Two sums of each kind, so that additions need not wait for each other.
            V shift = S.Load(ref o.Center, column);
            V sum0 = S.Load(ref o.Sum, column), square0 = S.Load(ref o.Product, column), sum1 = S.Zero, square1 = S.Zero;
            ref float x = ref Unsafe.Add(ref o.X, at + column);
            nint i = 0;
            for (; rows >= 2; rows -= 2, i += 2 * channels)
            {
                V a = S.Subtract(S.Load(ref x, i), shift), b = S.Subtract(S.Load(ref x, i + channels), shift);
                sum0 = S.Add(sum0, a);
                sum1 = S.Add(sum1, b);
                square0 = S.MultiplyAdd(a, a, square0);
                square1 = S.MultiplyAdd(b, b, square1);
            }

            if (rows > 0)
            {
                V a = S.Subtract(S.Load(ref x, i), shift);
                sum0 = S.Add(sum0, a);
                square0 = S.MultiplyAdd(a, a, square0);
            }

            S.Store(S.Add(sum0, sum1), ref o.Sum, column);
            S.Store(S.Add(square0, square1), ref o.Product, column);
        }
    }

    private readonly struct ApplyPass<TExtra, TRelu> : IPass
        where TExtra : struct, ISwitch
        where TRelu : struct, ISwitch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint at, int rows, nint channels, nint column)
            where S : struct, ISimd<V>
            where V : struct
        {
            V center = S.Load(ref o.Center, column), scale = S.Load(ref o.Scale, column), offset = S.Load(ref o.Offset, column);
            ref float x = ref Unsafe.Add(ref o.X, at + column);
            ref float y = ref Unsafe.Add(ref o.Y, at + column);
            ref float extra = ref Unsafe.Add(ref o.Extra, at + column);
            for (nint i = 0; rows > 0; rows--, i += channels)
            {
                V value = NormalizationFormulas.Apply<S, V>(S.Subtract(S.Load(ref x, i), center), scale, offset);
                value = TExtra.On ? S.Add(value, S.Load(ref extra, i)) : value;
                S.Store(TRelu.On ? S.Relu(value) : value, ref y, i);
            }
        }
    }

    private readonly struct SumsPass<TMask> : IPass
        where TMask : struct, IMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint at, int rows, nint channels, nint column)
            where S : struct, ISimd<V>
            where V : struct
        {
            V center = S.Load(ref o.Center, column), scale = S.Load(ref o.Scale, column), offset = S.Load(ref o.Offset, column);
            V sum0 = S.Load(ref o.Sum, column), product0 = S.Load(ref o.Product, column), sum1 = S.Zero, product1 = S.Zero;
            nint i = at + column;
            for (; rows >= 2; rows -= 2, i += 2 * channels)
            {
                V x0 = S.Subtract(S.Load(ref o.X, i), center), x1 = S.Subtract(S.Load(ref o.X, i + channels), center);
                V a = TMask.Keep<S, V>(o, i, x0, scale, offset), b = TMask.Keep<S, V>(o, i + channels, x1, scale, offset);
                sum0 = S.Add(sum0, a);
                sum1 = S.Add(sum1, b);
                product0 = S.MultiplyAdd(a, x0, product0);
                product1 = S.MultiplyAdd(b, x1, product1);
            }

            if (rows > 0)
            {
                V x = S.Subtract(S.Load(ref o.X, i), center);
                V a = TMask.Keep<S, V>(o, i, x, scale, offset);
                sum0 = S.Add(sum0, a);
                product0 = S.MultiplyAdd(a, x, product0);
            }

            S.Store(S.Add(sum0, sum1), ref o.Sum, column);
            S.Store(S.Add(product0, product1), ref o.Product, column);
        }
    }

    private readonly struct GradientPass<TMask> : IPass
        where TMask : struct, IMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint at, int rows, nint channels, nint column)
            where S : struct, ISimd<V>
            where V : struct
        {
            V center = S.Load(ref o.Center, column), scale = S.Load(ref o.Scale, column), offset = S.Load(ref o.Offset, column);
            V slope = S.Load(ref o.Slope, column), shift = S.Load(ref o.Shift, column);
            for (nint i = at + column; rows > 0; rows--, i += channels)
            {
                V x = S.Subtract(S.Load(ref o.X, i), center);
                S.Store(NormalizationFormulas.Gradient<S, V>(TMask.Keep<S, V>(o, i, x, scale, offset), x, scale, slope, shift), ref o.Y, i);
            }
        }
    }
}
