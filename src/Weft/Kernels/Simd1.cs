using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>One float: what loops use for the columns that do not fill a register.</summary>
internal readonly struct Simd1 : ISimd<float>
{
    public static int Count => 1;

    public static float Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(ref float source, nint offset) => Unsafe.Add(ref source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Splat(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, ref float destination, nint offset) => Unsafe.Add(ref destination, offset) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float a, float b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float a, float b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float a) => MathF.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => MathF.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Larger(float a, float b) => float.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Relu(float a) => float.MaxNative(0, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SelectGreater(float x, float y, float a, float b) => x > y ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SelectEqual(float x, float y, float a, float b) => x == y ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(float value, ref byte destination, nint offset) => Unsafe.Add(ref destination, offset) = (byte)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadBytes(ref byte source, nint offset) => Unsafe.Add(ref source, offset);
}
