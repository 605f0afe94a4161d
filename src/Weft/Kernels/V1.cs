using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>One float: what loops use for the columns that do not fill a register.</summary>
internal readonly struct V1 : IVector<V1>
{
    private readonly float _lane;

    private V1(float lane) => _lane = lane;

    public static int Count => 1;

    public static V1 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Load(ref float source, nint offset) => new(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Splat(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V1 value, ref float destination, nint offset) => Unsafe.Add(ref destination, offset) = value._lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 MultiplyAdd(V1 a, V1 b, V1 c) => new(float.MultiplyAddEstimate(a._lane, b._lane, c._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Add(V1 a, V1 b) => new(a._lane + b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Subtract(V1 a, V1 b) => new(a._lane - b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Multiply(V1 a, V1 b) => new(a._lane * b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Divide(V1 a, V1 b) => new(a._lane / b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Sqrt(V1 a) => new(MathF.Sqrt(a._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Max(V1 a, V1 b) => new(MathF.Max(a._lane, b._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 SelectGreater(V1 x, V1 y, V1 a, V1 b) => x._lane > y._lane ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 SelectEqual(V1 x, V1 y, V1 a, V1 b) => x._lane == y._lane ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(V1 value, ref byte destination, nint offset) => Unsafe.Add(ref destination, offset) = (byte)value._lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 LoadBytes(ref byte source, nint offset) => new(Unsafe.Add(ref source, offset));
}
