using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The activation functions and their derivatives, value by value. Softmax, which is not by value, is in <see cref="SoftmaxKernels"/>.</summary>
/// <remarks>
/// Values go through in chunks that stay in the first-level cache: first what a function needs of exponentials, by <c>TensorPrimitives</c>, then its own arithmetic. The last chunk is filled up to whole registers,
/// so that a value's bits do not depend on its place.
/// </remarks>
internal static class ActivationKernels
{
    private const int Chunk = 512;

    // Floats of the widest register: what chunks are whole multiples of.
    private const int Unit = 16;

    /// <summary><c>y = f(x)</c></summary>
    public static void Forward(Activation f, ReadOnlySpan<float> x, Span<float> y)
    {
        switch (f.Kind)
        {
            case ActivationKind.Linear:
                x.CopyTo(y);
                break;
            case ActivationKind.Relu:
                Forward<ReluFunction>(f, x, y);
                break;
            case ActivationKind.LeakyRelu:
                Forward<LeakyReluFunction>(f, x, y);
                break;
            case ActivationKind.Relu6:
                Forward<Relu6Function>(f, x, y);
                break;
            case ActivationKind.Elu:
                Forward<EluFunction>(f, x, y);
                break;
            case ActivationKind.Selu:
                Forward<SeluFunction>(f, x, y);
                break;
            case ActivationKind.Gelu when f.Approximate:
                Forward<TanhGeluFunction>(f, x, y);
                break;
            case ActivationKind.Gelu:
                Forward<GeluFunction>(f, x, y);
                break;
            case ActivationKind.Silu:
                Forward<SiluFunction>(f, x, y);
                break;
            case ActivationKind.Sigmoid:
                Forward<SigmoidFunction>(f, x, y);
                break;
            case ActivationKind.HardSigmoid:
                Forward<HardSigmoidFunction>(f, x, y);
                break;
            case ActivationKind.Tanh:
                Forward<TanhFunction>(f, x, y);
                break;
            case ActivationKind.Softplus:
                Forward<SoftplusFunction>(f, x, y);
                break;
            case ActivationKind.Softsign:
                Forward<SoftsignFunction>(f, x, y);
                break;
            case ActivationKind.Exponential:
                Forward<ExponentialFunction>(f, x, y);
                break;
            default:
                throw NotByValue(f);
        }
    }

    /// <summary><c>dx = dy f'(x)</c>; dy and dx may be the same memory.</summary>
    public static void Backward(Activation f, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        switch (f.Kind)
        {
            case ActivationKind.Linear:
                dy.CopyTo(dx);
                break;
            case ActivationKind.Relu:
                Backward<ReluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.LeakyRelu:
                Backward<LeakyReluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Relu6:
                Backward<Relu6Function>(f, x, y, dy, dx);
                break;
            case ActivationKind.Elu:
                Backward<EluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Selu:
                Backward<SeluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Gelu when f.Approximate:
                Backward<TanhGeluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Gelu:
                Backward<GeluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Silu:
                Backward<SiluFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Sigmoid:
                Backward<SigmoidFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.HardSigmoid:
                Backward<HardSigmoidFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Tanh:
                Backward<TanhFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Softplus:
                Backward<SoftplusFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Softsign:
                Backward<SoftsignFunction>(f, x, y, dy, dx);
                break;
            case ActivationKind.Exponential:
                Backward<ExponentialFunction>(f, x, y, dy, dx);
                break;
            default:
                throw NotByValue(f);
        }
    }

    private static NotSupportedException NotByValue(Activation f) => new($"Activation {f.Kind} does not work value by value.");

    [SkipLocalsInit]
    private static void Forward<F>(Activation f, ReadOnlySpan<float> x, Span<float> y)
        where F : IActivation
    {
        Span<float> prepared = stackalloc float[Chunk];
        int whole = x.Length / Unit * Unit;
        for (int at = 0; at < whole; at += Chunk)
        {
            int count = Math.Min(Chunk, whole - at);
            ForwardChunk<F>(f, x.Slice(at, count), prepared[..count], y.Slice(at, count));
        }

        if (whole < x.Length)
        {
            Span<float> input = stackalloc float[Unit], output = stackalloc float[Unit];
            Fill(x[whole..], input);
            ForwardChunk<F>(f, input, prepared[..Unit], output);
            output[..(x.Length - whole)].CopyTo(y[whole..]);
        }
    }

    [SkipLocalsInit]
    private static void Backward<F>(Activation f, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
        where F : IActivation
    {
        Span<float> prepared = stackalloc float[Chunk];
        int whole = x.Length / Unit * Unit;
        for (int at = 0; at < whole; at += Chunk)
        {
            int count = Math.Min(Chunk, whole - at);
            BackwardChunk<F>(f, x.Slice(at, count), prepared[..count], y.Slice(at, count), dy.Slice(at, count), dx.Slice(at, count));
        }

        if (whole < x.Length)
        {
            Span<float> input = stackalloc float[Unit], output = stackalloc float[Unit], gradient = stackalloc float[Unit];
            Fill(x[whole..], input);
            Fill(y[whole..], output);
            Fill(dy[whole..], gradient);
            BackwardChunk<F>(f, input, prepared[..Unit], output, gradient, gradient);
            gradient[..(x.Length - whole)].CopyTo(dx[whole..]);
        }
    }

    private static void Fill(ReadOnlySpan<float> values, Span<float> unit)
    {
        unit.Clear();
        values.CopyTo(unit);
    }

    private static void ForwardChunk<F>(Activation f, ReadOnlySpan<float> x, Span<float> prepared, Span<float> y)
        where F : IActivation
    {
        F.Prepare(x, prepared, y);
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Values<F, Simd512, Vector512<float>>(f.Alpha, x, prepared, y);
                break;
            case Lanes.Eight:
                Values<F, Simd256, Vector256<float>>(f.Alpha, x, prepared, y);
                break;
            default:
                Values<F, Simd128, Vector128<float>>(f.Alpha, x, prepared, y);
                break;
        }
    }

    private static void BackwardChunk<F>(Activation f, ReadOnlySpan<float> x, Span<float> prepared, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
        where F : IActivation
    {
        F.PrepareSlope(x, prepared);
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Slopes<F, Simd512, Vector512<float>>(f.Alpha, x, prepared, y, dy, dx);
                break;
            case Lanes.Eight:
                Slopes<F, Simd256, Vector256<float>>(f.Alpha, x, prepared, y, dy, dx);
                break;
            default:
                Slopes<F, Simd128, Vector128<float>>(f.Alpha, x, prepared, y, dy, dx);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Values<F, S, V>(float alpha, ReadOnlySpan<float> x, ReadOnlySpan<float> prepared, Span<float> y)
        where F : IActivation
        where S : struct, ISimd<V>
        where V : struct
    {
        V a = S.Splat(alpha);
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float known = ref MemoryMarshal.GetReference(prepared);
        ref float output = ref MemoryMarshal.GetReference(y);
        for (nint i = 0; i < x.Length; i += S.Count)
        {
            S.Store(F.Value<S, V>(S.Load(ref input, i), S.Load(ref known, i), S.Load(ref output, i), a), ref output, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slopes<F, S, V>(float alpha, ReadOnlySpan<float> x, ReadOnlySpan<float> prepared, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
        where F : IActivation
        where S : struct, ISimd<V>
        where V : struct
    {
        V a = S.Splat(alpha);
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float known = ref MemoryMarshal.GetReference(prepared);
        ref float output = ref MemoryMarshal.GetReference(y);
        ref float gradient = ref MemoryMarshal.GetReference(dy);
        ref float target = ref MemoryMarshal.GetReference(dx);
        for (nint i = 0; i < x.Length; i += S.Count)
        {
            S.Store(S.Multiply(S.Load(ref gradient, i), F.Slope<S, V>(S.Load(ref input, i), S.Load(ref known, i), S.Load(ref output, i), a)), ref target, i);
        }
    }
}
