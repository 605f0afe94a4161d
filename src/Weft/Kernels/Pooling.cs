using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The extents of a sliding window over one image.</summary>
/// <param name="Height">Input rows.</param>
/// <param name="Width">Input columns.</param>
/// <param name="Channels">Channels, the same in and out.</param>
/// <param name="OutputHeight">Output rows.</param>
/// <param name="OutputWidth">Output columns.</param>
/// <param name="Window">Window extents.</param>
/// <param name="Strides">Steps of the window.</param>
/// <param name="Top">Rows of padding above.</param>
/// <param name="Left">Columns of padding to the left.</param>
internal sealed record PoolShape(int Height, int Width, int Channels, int OutputHeight, int OutputWidth, Size2D Window, Size2D Strides, int Top, int Left);

/// <summary>Max and average pooling of one image, forward and backward, channels in registers.</summary>
/// <remarks>
/// Windows are cut at the border, so padding neither wins a maximum nor counts in a mean. The gradient of a maximum goes to the first
/// position of the window that equals it: what is left of the gradient is kept per lane and becomes zero once it is given away.
/// </remarks>
internal static class Pooling
{
    /// <summary>Visits the channels of every window in registers.</summary>
    private interface IVisitor
    {
        static abstract void Visit<S, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where S : struct, ISimd<V>
            where V : struct;
    }

    public static void MaxForward(Lanes lanes, PoolShape shape, ReadOnlySpan<float> x, Span<float> y) =>
        Walk<MaximumForward>(lanes, shape, x, y, [], []);

    /// <summary>Adds the gradient of the input to <paramref name="dx"/>.</summary>
    public static void MaxBackward(Lanes lanes, PoolShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        Walk<MaximumBackward>(lanes, shape, x, y, dx, dy);

    public static void AverageForward(Lanes lanes, PoolShape shape, ReadOnlySpan<float> x, Span<float> y) =>
        Walk<MeanForward>(lanes, shape, x, y, [], []);

    /// <summary>Adds the gradient of the input to <paramref name="dx"/>.</summary>
    public static void AverageBackward(Lanes lanes, PoolShape shape, ReadOnlySpan<float> dy, Span<float> dx) =>
        Walk<MeanBackward>(lanes, shape, [], [], dx, dy);

    private static void Walk<TVisitor>(Lanes lanes, PoolShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dx, ReadOnlySpan<float> dy)
        where TVisitor : IVisitor
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Walk<TVisitor, Simd512, Vector512<float>>(shape, x, y, dx, dy);
                break;
            case Lanes.Eight:
                Walk<TVisitor, Simd256, Vector256<float>>(shape, x, y, dx, dy);
                break;
            default:
                Walk<TVisitor, Simd128, Vector128<float>>(shape, x, y, dx, dy);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TVisitor, S, V>(PoolShape s, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dx, ReadOnlySpan<float> dy)
        where TVisitor : IVisitor
        where S : struct, ISimd<V>
        where V : struct
    {
        nint pitch = (nint)s.Width * s.Channels;
        for (int oy = 0; oy < s.OutputHeight; oy++)
        {
            int top = Math.Max(oy * s.Strides.Height - s.Top, 0);
            int bottom = Math.Min(oy * s.Strides.Height - s.Top + s.Window.Height, s.Height);
            for (int ox = 0; ox < s.OutputWidth; ox++)
            {
                int left = Math.Max(ox * s.Strides.Width - s.Left, 0);
                int right = Math.Min(ox * s.Strides.Width - s.Left + s.Window.Width, s.Width);
                nint input = (top * pitch) + ((nint)left * s.Channels);
                nint output = ((nint)oy * s.OutputWidth + ox) * s.Channels;
                Channels<TVisitor, S, V>(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(x), input),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(y), output),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(dx), input),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(dy), output),
                    bottom - top, right - left, pitch, s.Channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Channels<TVisitor, S, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
        where TVisitor : IVisitor
        where S : struct, ISimd<V>
        where V : struct
    {
        nint c = 0;
        for (; c + S.Count <= channels; c += S.Count)
        {
            TVisitor.Visit<S, V>(ref Unsafe.Add(ref x, c), ref Unsafe.Add(ref y, c), ref Unsafe.Add(ref dx, c), ref Unsafe.Add(ref dy, c), rows, columns, pitch, channels);
        }

        for (; c + Simd128.Count <= channels; c += Simd128.Count)
        {
            TVisitor.Visit<Simd128, Vector128<float>>(ref Unsafe.Add(ref x, c), ref Unsafe.Add(ref y, c), ref Unsafe.Add(ref dx, c), ref Unsafe.Add(ref dy, c), rows, columns, pitch, channels);
        }

        for (; c < channels; c++)
        {
            TVisitor.Visit<Simd1, float>(ref Unsafe.Add(ref x, c), ref Unsafe.Add(ref y, c), ref Unsafe.Add(ref dx, c), ref Unsafe.Add(ref dy, c), rows, columns, pitch, channels);
        }
    }

    private readonly struct MaximumForward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<S, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where S : struct, ISimd<V>
            where V : struct
        {
            V largest = S.Load(ref x, 0);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    largest = S.Max(largest, S.Load(ref x, (row * pitch) + (column * channels)));
                }
            }

            S.Store(largest, ref y, 0);
        }
    }

    private readonly struct MaximumBackward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<S, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where S : struct, ISimd<V>
            where V : struct
        {
            V largest = S.Load(ref y, 0);
            V left = S.Load(ref dy, 0);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    nint at = (row * pitch) + (column * channels);
                    V value = S.Load(ref x, at);
                    S.Store(S.Add(S.Load(ref dx, at), S.SelectEqual(value, largest, left, S.Zero)), ref dx, at);
                    left = S.SelectEqual(value, largest, S.Zero, left);
                }
            }
        }
    }

    private readonly struct MeanForward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<S, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where S : struct, ISimd<V>
            where V : struct
        {
            V sum = S.Zero;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    sum = S.Add(sum, S.Load(ref x, (row * pitch) + (column * channels)));
                }
            }

            S.Store(S.Multiply(sum, S.Splat(1f / (rows * columns))), ref y, 0);
        }
    }

    private readonly struct MeanBackward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<S, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where S : struct, ISimd<V>
            where V : struct
        {
            V share = S.Multiply(S.Load(ref dy, 0), S.Splat(1f / (rows * columns)));
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    nint at = (row * pitch) + (column * channels);
                    S.Store(S.Add(S.Load(ref dx, at), share), ref dx, at);
                }
            }
        }
    }
}
