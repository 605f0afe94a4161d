using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Depthwise convolution of a padded image, channels in registers.</summary>
/// <remarks>
/// A window's corner and its taps are offsets into the image, as in <see cref="Gemm"/>. The kernel is <c>[taps, channels]</c>. Windows go through in blocks that stay in the first-level cache, register by register of channels.
/// Forward takes four windows at a time, so that a tap's weights are loaded once for them; the kernel's gradient takes nine taps at a time (or four, or one), so that the output's gradient is.
/// </remarks>
internal static class DepthwiseKernels
{
    // Floats of a block's rows.
    private const int BlockFloats = 4096;

    private ref struct Operands
    {
        public ref float Image, Kernel, Rows, Bias;
        public ReadOnlySpan<int> Corners, Taps;
        public int Channels;
        public bool Relu;
    }

    private interface IPass
    {
        static abstract void Run<S, V>(in Operands o, nint c)
            where S : struct, ISimd<V>
            where V : struct;
    }

    /// <summary><c>rows[i, c] = bias[c] + sum over taps of image[corners[i] + taps[t] + c] kernel[t, c]</c>, negative results zero if asked; without bias where that is empty.</summary>
    public static void Forward(
        ReadOnlySpan<float> image, ReadOnlySpan<int> corners, ReadOnlySpan<int> taps, ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, bool relu, int channels, Span<float> rows) =>
        Walk<ForwardPass>(
            new Operands
            {
                Image = ref MemoryMarshal.GetReference(image),
                Kernel = ref MemoryMarshal.GetReference(kernel),
                Rows = ref MemoryMarshal.GetReference(rows),
                Bias = ref bias.IsEmpty ? ref Unsafe.NullRef<float>() : ref MemoryMarshal.GetReference(bias),
                Corners = corners,
                Taps = taps,
                Channels = channels,
                Relu = relu,
            });

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

    private static void Walk<TPass>(Operands o)
        where TPass : IPass
    {
        ReadOnlySpan<int> corners = o.Corners;
        ref float rows = ref o.Rows;
        int block = Math.Max(BlockFloats / o.Channels, 16);
        for (int first = 0; first < corners.Length; first += block)
        {
            o.Corners = corners[first..Math.Min(first + block, corners.Length)];
            o.Rows = ref Unsafe.Add(ref rows, (nint)first * o.Channels);
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
            V bias = Unsafe.IsNullRef(ref o.Bias) ? S.Zero : S.Load(ref o.Bias, c);
            int i = 0;
            for (; i + 4 <= corners.Length; i += 4)
            {
                nint row = i * channels, p0 = corners[i], p1 = corners[i + 1], p2 = corners[i + 2], p3 = corners[i + 3];
                V y0 = bias, y1 = bias, y2 = bias, y3 = bias;
                for (int t = 0; t < taps.Length; t++)
                {
                    V w = S.Load(ref kernel, t * channels);
                    nint tap = taps[t];
                    y0 = S.MultiplyAdd(S.Load(ref image, p0 + tap), w, y0);
                    y1 = S.MultiplyAdd(S.Load(ref image, p1 + tap), w, y1);
                    y2 = S.MultiplyAdd(S.Load(ref image, p2 + tap), w, y2);
                    y3 = S.MultiplyAdd(S.Load(ref image, p3 + tap), w, y3);
                }

                S.Store(o.Relu ? S.Relu(y0) : y0, ref rows, row);
                S.Store(o.Relu ? S.Relu(y1) : y1, ref rows, row + channels);
                S.Store(o.Relu ? S.Relu(y2) : y2, ref rows, row + (2 * channels));
                S.Store(o.Relu ? S.Relu(y3) : y3, ref rows, row + (3 * channels));
            }

            for (; i < corners.Length; i++)
            {
                V y = bias;
                for (int t = 0; t < taps.Length; t++)
                {
                    y = S.MultiplyAdd(S.Load(ref image, corners[i] + (nint)taps[t]), S.Load(ref kernel, t * channels), y);
                }

                S.Store(o.Relu ? S.Relu(y) : y, ref rows, i * channels);
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
            for (; t + 9 <= taps.Length; t += 9)
            {
                nint t0 = taps[t], t1 = taps[t + 1], t2 = taps[t + 2], t3 = taps[t + 3], t4 = taps[t + 4], t5 = taps[t + 5], t6 = taps[t + 6], t7 = taps[t + 7], t8 = taps[t + 8];
                V w0 = S.Zero, w1 = S.Zero, w2 = S.Zero, w3 = S.Zero, w4 = S.Zero, w5 = S.Zero, w6 = S.Zero, w7 = S.Zero, w8 = S.Zero;
                ref float row = ref rows;
                foreach (int corner in corners)
                {
                    V dy = S.Load(ref row, 0);
                    ref float window = ref Unsafe.Add(ref image, corner);
                    w0 = S.MultiplyAdd(S.Load(ref window, t0), dy, w0);
                    w1 = S.MultiplyAdd(S.Load(ref window, t1), dy, w1);
                    w2 = S.MultiplyAdd(S.Load(ref window, t2), dy, w2);
                    w3 = S.MultiplyAdd(S.Load(ref window, t3), dy, w3);
                    w4 = S.MultiplyAdd(S.Load(ref window, t4), dy, w4);
                    w5 = S.MultiplyAdd(S.Load(ref window, t5), dy, w5);
                    w6 = S.MultiplyAdd(S.Load(ref window, t6), dy, w6);
                    w7 = S.MultiplyAdd(S.Load(ref window, t7), dy, w7);
                    w8 = S.MultiplyAdd(S.Load(ref window, t8), dy, w8);
                    row = ref Unsafe.Add(ref row, channels);
                }

                ref float sum = ref Unsafe.Add(ref kernel, t * channels);
                AddTo<S, V>(w0, ref sum, 0);
                AddTo<S, V>(w1, ref sum, channels);
                AddTo<S, V>(w2, ref sum, 2 * channels);
                AddTo<S, V>(w3, ref sum, 3 * channels);
                AddTo<S, V>(w4, ref sum, 4 * channels);
                AddTo<S, V>(w5, ref sum, 5 * channels);
                AddTo<S, V>(w6, ref sum, 6 * channels);
                AddTo<S, V>(w7, ref sum, 7 * channels);
                AddTo<S, V>(w8, ref sum, 8 * channels);
            }

            for (; t + 4 <= taps.Length; t += 4)
            {
                nint t0 = taps[t], t1 = taps[t + 1], t2 = taps[t + 2], t3 = taps[t + 3];
                V w0 = S.Zero, w1 = S.Zero, w2 = S.Zero, w3 = S.Zero;
                ref float row = ref rows;
                foreach (int corner in corners)
                {
                    V dy = S.Load(ref row, 0);
                    ref float window = ref Unsafe.Add(ref image, corner);
                    w0 = S.MultiplyAdd(S.Load(ref window, t0), dy, w0);
                    w1 = S.MultiplyAdd(S.Load(ref window, t1), dy, w1);
                    w2 = S.MultiplyAdd(S.Load(ref window, t2), dy, w2);
                    w3 = S.MultiplyAdd(S.Load(ref window, t3), dy, w3);
                    row = ref Unsafe.Add(ref row, channels);
                }

                ref float sum = ref Unsafe.Add(ref kernel, t * channels);
                AddTo<S, V>(w0, ref sum, 0);
                AddTo<S, V>(w1, ref sum, channels);
                AddTo<S, V>(w2, ref sum, 2 * channels);
                AddTo<S, V>(w3, ref sum, 3 * channels);
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddTo<S, V>(V value, ref float sum, nint at)
            where S : struct, ISimd<V>
            where V : struct => S.Store(S.Add(S.Load(ref sum, at), value), ref sum, at);
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
