using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>A function of two pieces: <c>min(x, cap)</c> above the cutoff, <c>slope (x - cutoff) + base</c> up to it.</summary>
/// <param name="Slope">The slope up to the cutoff.</param>
/// <param name="Base">The value at the cutoff.</param>
/// <param name="Cutoff">Where the upper piece begins.</param>
/// <param name="Cap">The largest value above.</param>
internal readonly record struct Rectifier(float Slope, float Base, float Cutoff, float Cap)
{
    public static Rectifier Of(Activation f) => f.Kind == ActivationKind.Threshold
        ? new Rectifier(0, f.Alpha, f.Cutoff, float.PositiveInfinity)
        : new Rectifier(f.Alpha, 0, f.Cutoff, f.MaxValue);
}

/// <summary>Rectifiers with more numbers than one: relu with all of its options, and the threshold.</summary>
internal static class RectifierKernels
{
    /// <summary><c>y = f(x)</c></summary>
    public static void Forward(in Rectifier f, ReadOnlySpan<float> x, Span<float> y)
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float output = ref MemoryMarshal.GetReference(y);
        nint done = Simd.Widest switch
        {
            Lanes.Sixteen => Values<Simd512, Vector512<float>>(f, ref input, ref output, 0, x.Length),
            Lanes.Eight => Values<Simd256, Vector256<float>>(f, ref input, ref output, 0, x.Length),
            _ => Values<Simd128, Vector128<float>>(f, ref input, ref output, 0, x.Length),
        };
        Values<Simd1, float>(f, ref input, ref output, done, x.Length);
    }

    /// <summary><c>dx = dy f'(x)</c>, with slope 1 at the cap and 0 at the cutoff, as TensorFlow has it; dy and dx may be the same memory.</summary>
    public static void Backward(in Rectifier f, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx)
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float gradient = ref MemoryMarshal.GetReference(dy);
        ref float target = ref MemoryMarshal.GetReference(dx);
        nint done = Simd.Widest switch
        {
            Lanes.Sixteen => Slopes<Simd512, Vector512<float>>(f, ref input, ref gradient, ref target, 0, x.Length),
            Lanes.Eight => Slopes<Simd256, Vector256<float>>(f, ref input, ref gradient, ref target, 0, x.Length),
            _ => Slopes<Simd128, Vector128<float>>(f, ref input, ref gradient, ref target, 0, x.Length),
        };
        Slopes<Simd1, float>(f, ref input, ref gradient, ref target, done, x.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Values<S, V>(in Rectifier f, ref float x, ref float y, nint begin, nint end)
        where S : struct, ISimd<V>
        where V : struct
    {
        V slope = S.Splat(f.Slope), start = S.Splat(f.Base), cutoff = S.Splat(f.Cutoff), cap = S.Splat(f.Cap);
        nint i = begin;
        for (; i + S.Count <= end; i += S.Count)
        {
            V value = S.Load(ref x, i);
            V below = S.Add(S.Multiply(slope, S.Subtract(value, cutoff)), start);
            S.Store(S.SelectGreater(value, cutoff, S.SelectGreater(value, cap, cap, value), below), ref y, i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Slopes<S, V>(in Rectifier f, ref float x, ref float dy, ref float dx, nint begin, nint end)
        where S : struct, ISimd<V>
        where V : struct
    {
        V slope = S.Splat(f.Slope), one = S.Splat(1), cutoff = S.Splat(f.Cutoff), cap = S.Splat(f.Cap);
        nint i = begin;
        for (; i + S.Count <= end; i += S.Count)
        {
            V value = S.Load(ref x, i);
            V below = S.SelectEqual(value, cutoff, S.Zero, slope);
            V factor = S.SelectGreater(value, cutoff, S.SelectGreater(value, cap, S.Zero, one), below);
            S.Store(S.Multiply(S.Load(ref dy, i), factor), ref dx, i);
        }

        return i;
    }
}
