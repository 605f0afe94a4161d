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
        if (f.Kind == ActivationKind.Linear)
        {
            x.CopyTo(y);
        }
        else if (f.Kind is ActivationKind.ClippedRelu or ActivationKind.Threshold)
        {
            RectifierKernels.Forward(Rectifier.Of(f), x, y);
        }
        else
        {
            With(f, new ForwardPass(f, x, y));
        }
    }

    /// <summary><c>dx = dy f'(x)</c>; dy and dx may be the same memory.</summary>
    public static void Backward(Activation f, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        if (f.Kind == ActivationKind.Linear)
        {
            dy.CopyTo(dx);
        }
        else if (f.Kind is ActivationKind.ClippedRelu or ActivationKind.Threshold)
        {
            RectifierKernels.Backward(Rectifier.Of(f), x, dy, dx);
        }
        else
        {
            With(f, new BackwardPass(f, x, y, dy, dx));
        }
    }

    private interface IPass
    {
        void Run<F>()
            where F : IActivation;
    }

    private readonly ref struct ForwardPass(Activation f, ReadOnlySpan<float> x, Span<float> y) : IPass
    {
        private readonly ReadOnlySpan<float> _x = x;
        private readonly Span<float> _y = y;

        public void Run<F>()
            where F : IActivation => Forward<F>(f, _x, _y);
    }

    private readonly ref struct BackwardPass(Activation f, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) : IPass
    {
        private readonly ReadOnlySpan<float> _x = x;
        private readonly ReadOnlySpan<float> _y = y;
        private readonly ReadOnlySpan<float> _dy = dy;
        private readonly Span<float> _dx = dx;

        public void Run<F>()
            where F : IActivation => Backward<F>(f, _x, _y, _dy, _dx);
    }

    // Runs the pass with the type of the function.
    private static void With<TPass>(Activation f, TPass pass)
        where TPass : IPass, allows ref struct
    {
        switch (f.Kind)
        {
            case ActivationKind.Relu:
                pass.Run<ReluFunction>();
                break;
            case ActivationKind.LeakyRelu:
                pass.Run<LeakyReluFunction>();
                break;
            case ActivationKind.Relu6:
                pass.Run<Relu6Function>();
                break;
            case ActivationKind.Elu:
                pass.Run<EluFunction>();
                break;
            case ActivationKind.Selu:
                pass.Run<SeluFunction>();
                break;
            case ActivationKind.Gelu when f.Approximate:
                pass.Run<TanhGeluFunction>();
                break;
            case ActivationKind.Gelu:
                pass.Run<GeluFunction>();
                break;
            case ActivationKind.Silu:
                pass.Run<SiluFunction>();
                break;
            case ActivationKind.Sigmoid:
                pass.Run<SigmoidFunction>();
                break;
            case ActivationKind.HardSigmoid:
                pass.Run<HardSigmoidFunction>();
                break;
            case ActivationKind.Tanh:
                pass.Run<TanhFunction>();
                break;
            case ActivationKind.Softplus:
                pass.Run<SoftplusFunction>();
                break;
            case ActivationKind.Softsign:
                pass.Run<SoftsignFunction>();
                break;
            case ActivationKind.Exponential:
                pass.Run<ExponentialFunction>();
                break;
            case ActivationKind.Celu:
                pass.Run<CeluFunction>();
                break;
            case ActivationKind.HardTanh:
                pass.Run<HardTanhFunction>();
                break;
            case ActivationKind.HardSilu:
                pass.Run<HardSiluFunction>();
                break;
            case ActivationKind.Mish:
                pass.Run<MishFunction>();
                break;
            case ActivationKind.LogSigmoid:
                pass.Run<LogSigmoidFunction>();
                break;
            case ActivationKind.TanhShrink:
                pass.Run<TanhShrinkFunction>();
                break;
            case ActivationKind.SoftShrink:
                pass.Run<SoftShrinkFunction>();
                break;
            case ActivationKind.HardShrink:
                pass.Run<HardShrinkFunction>();
                break;
            case ActivationKind.Squareplus:
                pass.Run<SquareplusFunction>();
                break;
            case ActivationKind.SparsePlus:
                pass.Run<SparsePlusFunction>();
                break;
            case ActivationKind.SparseSigmoid:
                pass.Run<SparseSigmoidFunction>();
                break;
            default:
                throw new NotSupportedException($"Activation {f.Kind} does not work value by value.");
        }
    }

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
        F.Prepare(x, f.Alpha, prepared, y);
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
