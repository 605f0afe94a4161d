using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>The arithmetic of batch normalisation, one for passes over the data and for who normalises what it reads: both give the same bits.</summary>
internal static class NormalizationFormulas
{
    /// <summary><c>distance scale + offset</c>, distance being <c>x - center</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V distance, V scale, V offset)
        where S : struct, ISimd<V>
        where V : struct => S.MultiplyAdd(distance, scale, offset);

    /// <summary>The output's gradient, zero where a ReLU behind the output is closed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mask<S, V>(V dy, V distance, V scale, V offset)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(Apply<S, V>(distance, scale, offset), S.Zero, dy, S.Zero);

    /// <summary><c>dx = dy scale + distance slope + shift</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gradient<S, V>(V dy, V distance, V scale, V slope, V shift)
        where S : struct, ISimd<V>
        where V : struct => S.MultiplyAdd(dy, scale, S.MultiplyAdd(distance, slope, shift));
}
