using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        static abstract void Visit<V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where V : struct, IVector<V>;
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
                Walk<TVisitor, V512>(shape, x, y, dx, dy);
                break;
            case Lanes.Eight:
                Walk<TVisitor, V256>(shape, x, y, dx, dy);
                break;
            default:
                Walk<TVisitor, V128>(shape, x, y, dx, dy);
                break;
        }
    }

    private static void Walk<TVisitor, V>(PoolShape s, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dx, ReadOnlySpan<float> dy)
        where TVisitor : IVisitor
        where V : struct, IVector<V>
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
                Channels<TVisitor, V>(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(x), input),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(y), output),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(dx), input),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(dy), output),
                    bottom - top, right - left, pitch, s.Channels);
            }
        }
    }

    private static void Channels<TVisitor, V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
        where TVisitor : IVisitor
        where V : struct, IVector<V>
    {
        nint c = 0;
        for (; c + V.Count <= channels; c += V.Count)
        {
            TVisitor.Visit<V>(ref Unsafe.Add(ref x, c), ref Unsafe.Add(ref y, c), ref Unsafe.Add(ref dx, c), ref Unsafe.Add(ref dy, c), rows, columns, pitch, channels);
        }

        for (; c < channels; c++)
        {
            TVisitor.Visit<V1>(ref Unsafe.Add(ref x, c), ref Unsafe.Add(ref y, c), ref Unsafe.Add(ref dx, c), ref Unsafe.Add(ref dy, c), rows, columns, pitch, channels);
        }
    }

    private readonly struct MaximumForward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where V : struct, IVector<V>
        {
            V largest = V.Load(ref x, 0);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    largest = V.Max(largest, V.Load(ref x, (row * pitch) + (column * channels)));
                }
            }

            V.Store(largest, ref y, 0);
        }
    }

    private readonly struct MaximumBackward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where V : struct, IVector<V>
        {
            V largest = V.Load(ref y, 0);
            V left = V.Load(ref dy, 0);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    nint at = (row * pitch) + (column * channels);
                    V value = V.Load(ref x, at);
                    V.Store(V.Add(V.Load(ref dx, at), V.SelectEqual(value, largest, left, V.Zero)), ref dx, at);
                    left = V.SelectEqual(value, largest, V.Zero, left);
                }
            }
        }
    }

    private readonly struct MeanForward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where V : struct, IVector<V>
        {
            V sum = V.Zero;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    sum = V.Add(sum, V.Load(ref x, (row * pitch) + (column * channels)));
                }
            }

            V.Store(V.Multiply(sum, V.Splat(1f / (rows * columns))), ref y, 0);
        }
    }

    private readonly struct MeanBackward : IVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Visit<V>(ref float x, ref float y, ref float dx, ref float dy, int rows, int columns, nint pitch, nint channels)
            where V : struct, IVector<V>
        {
            V share = V.Multiply(V.Load(ref dy, 0), V.Splat(1f / (rows * columns)));
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    nint at = (row * pitch) + (column * channels);
                    V.Store(V.Add(V.Load(ref dx, at), share), ref dx, at);
                }
            }
        }
    }
}
