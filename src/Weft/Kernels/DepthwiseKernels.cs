using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Depthwise convolution of padded images, channels in registers.</summary>
/// <remarks>
/// A window's corner and its taps are offsets into the image, as in <see cref="Gemm"/>. The kernel is <c>[taps, channels]</c>. Forward takes four windows at a time, so that a tap's weights
/// are loaded once for them; the kernel's gradient takes four taps at a time, so that the output's gradient is.
/// </remarks>
internal static class DepthwiseKernels
{
    private ref struct Operands
    {
        public ref float Image, Kernel, Rows;
        public ReadOnlySpan<int> Corners, Taps;
        public int Channels;
    }

    private interface IPass
    {
        static abstract void Run<S, V>(in Operands o, nint c)
            where S : struct, ISimd<V>
            where V : struct;
    }

    /// <summary><c>rows[i, c] = bias[c] + sum over taps of image[corners[i] + taps[t] + c] kernel[t, c]</c>; rows hold the bias when this is called.</summary>
    public static void Forward(ReadOnlySpan<float> image, ReadOnlySpan<int> corners, ReadOnlySpan<int> taps, ReadOnlySpan<float> kernel, int channels, Span<float> rows) =>
        Walk<ForwardPass>(Of(image, corners, taps, kernel, channels, rows));

    /// <summary>Adds to <paramref name="kernel"/> the gradient <c>sum over i of image[corners[i] + taps[t] + c] rows[i, c]</c>.</summary>
    public static void KernelGradient(ReadOnlySpan<float> image, ReadOnlySpan<int> corners, ReadOnlySpan<int> taps, ReadOnlySpan<float> rows, int channels, Span<float> kernel) =>
        Walk<KernelPass>(Of(image, corners, taps, kernel, channels, rows));

    /// <summary>Adds to <paramref name="image"/> at every tap of every window <c>rows[i, c] kernel[t, c]</c>.</summary>
    public static void InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> corners, ReadOnlySpan<int> taps, ReadOnlySpan<float> kernel, int channels, Span<float> image) =>
        Walk<InputPass>(Of(image, corners, taps, kernel, channels, rows));

    private static Operands Of(ReadOnlySpan<float> image, ReadOnlySpan<int> corners, ReadOnlySpan<int> taps, ReadOnlySpan<float> kernel, int channels, ReadOnlySpan<float> rows) => new()
    {
        Image = ref MemoryMarshal.GetReference(image),
        Kernel = ref MemoryMarshal.GetReference(kernel),
        Rows = ref MemoryMarshal.GetReference(rows),
        Corners = corners,
        Taps = taps,
        Channels = channels,
    };

    private static void Walk<TPass>(in Operands o)
        where TPass : IPass
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Walk<TPass, Simd512, Vector512<float>>(o);
                break;
            case Lanes.Eight:
                Walk<TPass, Simd256, Vector256<float>>(o);
                break;
            default:
                Walk<TPass, Simd128, Vector128<float>>(o);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TPass, S, V>(in Operands o)
        where TPass : IPass
        where S : struct, ISimd<V>
        where V : struct
    {
        int c = 0;
        for (; c + S.Count <= o.Channels; c += S.Count)
        {
            TPass.Run<S, V>(o, c);
        }

        for (; c + 4 <= o.Channels; c += 4)
        {
            TPass.Run<Simd128, Vector128<float>>(o, c);
        }

        for (; c < o.Channels; c++)
        {
            TPass.Run<Simd1, float>(o, c);
        }
    }

    private readonly struct ForwardPass : IPass
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint c)
            where S : struct, ISimd<V>
            where V : struct
        {
            ReadOnlySpan<int> corners = o.Corners, taps = o.Taps;
            nint channels = o.Channels;
            ref float image = ref Unsafe.Add(ref o.Image, c);
            ref float kernel = ref Unsafe.Add(ref o.Kernel, c);
            ref float rows = ref Unsafe.Add(ref o.Rows, c);
            int i = 0;
            for (; i + 4 <= corners.Length; i += 4)
            {
                nint row = i * channels, p0 = corners[i], p1 = corners[i + 1], p2 = corners[i + 2], p3 = corners[i + 3];
                V y0 = S.Load(ref rows, row), y1 = S.Load(ref rows, row + channels), y2 = S.Load(ref rows, row + (2 * channels)), y3 = S.Load(ref rows, row + (3 * channels));
                for (int t = 0; t < taps.Length; t++)
                {
                    V w = S.Load(ref kernel, t * channels);
                    nint tap = taps[t];
                    y0 = S.MultiplyAdd(S.Load(ref image, p0 + tap), w, y0);
                    y1 = S.MultiplyAdd(S.Load(ref image, p1 + tap), w, y1);
                    y2 = S.MultiplyAdd(S.Load(ref image, p2 + tap), w, y2);
                    y3 = S.MultiplyAdd(S.Load(ref image, p3 + tap), w, y3);
                }

                S.Store(y0, ref rows, row);
                S.Store(y1, ref rows, row + channels);
                S.Store(y2, ref rows, row + (2 * channels));
                S.Store(y3, ref rows, row + (3 * channels));
            }

            for (; i < corners.Length; i++)
            {
                V y = S.Load(ref rows, i * channels);
                for (int t = 0; t < taps.Length; t++)
                {
                    y = S.MultiplyAdd(S.Load(ref image, corners[i] + (nint)taps[t]), S.Load(ref kernel, t * channels), y);
                }

                S.Store(y, ref rows, i * channels);
            }
        }
    }

    private readonly struct KernelPass : IPass
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint c)
            where S : struct, ISimd<V>
            where V : struct
        {
            ReadOnlySpan<int> corners = o.Corners, taps = o.Taps;
            nint channels = o.Channels;
            ref float image = ref Unsafe.Add(ref o.Image, c);
            ref float kernel = ref Unsafe.Add(ref o.Kernel, c);
            ref float rows = ref Unsafe.Add(ref o.Rows, c);
            int t = 0;
            for (; t + 4 <= taps.Length; t += 4)
            {
                nint at = t * channels, t0 = taps[t], t1 = taps[t + 1], t2 = taps[t + 2], t3 = taps[t + 3];
                V w0 = S.Zero, w1 = S.Zero, w2 = S.Zero, w3 = S.Zero;
                for (int i = 0; i < corners.Length; i++)
                {
                    V dy = S.Load(ref rows, i * channels);
                    nint corner = corners[i];
                    w0 = S.MultiplyAdd(S.Load(ref image, corner + t0), dy, w0);
                    w1 = S.MultiplyAdd(S.Load(ref image, corner + t1), dy, w1);
                    w2 = S.MultiplyAdd(S.Load(ref image, corner + t2), dy, w2);
                    w3 = S.MultiplyAdd(S.Load(ref image, corner + t3), dy, w3);
                }

                S.Store(S.Add(S.Load(ref kernel, at), w0), ref kernel, at);
                S.Store(S.Add(S.Load(ref kernel, at + channels), w1), ref kernel, at + channels);
                S.Store(S.Add(S.Load(ref kernel, at + (2 * channels)), w2), ref kernel, at + (2 * channels));
                S.Store(S.Add(S.Load(ref kernel, at + (3 * channels)), w3), ref kernel, at + (3 * channels));
            }

            for (; t < taps.Length; t++)
            {
                V w = S.Zero;
                for (int i = 0; i < corners.Length; i++)
                {
                    w = S.MultiplyAdd(S.Load(ref image, corners[i] + (nint)taps[t]), S.Load(ref rows, i * channels), w);
                }

                S.Store(S.Add(S.Load(ref kernel, t * channels), w), ref kernel, t * channels);
            }
        }
    }

    private readonly struct InputPass : IPass
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(in Operands o, nint c)
            where S : struct, ISimd<V>
            where V : struct
        {
            ReadOnlySpan<int> corners = o.Corners, taps = o.Taps;
            nint channels = o.Channels;
            ref float image = ref Unsafe.Add(ref o.Image, c);
            ref float kernel = ref Unsafe.Add(ref o.Kernel, c);
            ref float rows = ref Unsafe.Add(ref o.Rows, c);
            for (int i = 0; i < corners.Length; i++)
            {
                V dy = S.Load(ref rows, i * channels);
                for (int t = 0; t < taps.Length; t++)
                {
                    nint at = corners[i] + (nint)taps[t];
                    S.Store(S.MultiplyAdd(dy, S.Load(ref kernel, t * channels), S.Load(ref image, at)), ref image, at);
                }
            }
        }
    }
}
