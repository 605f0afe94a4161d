namespace Weft.Kernels;

/// <summary>The operations on a register of floats: what a kernel is generic over, so that one source serves every width.</summary>
/// <remarks>
/// The members inline to one instruction each. They work on the runtime's own vectors, not on wrappers of them: an accumulator that is assigned the result of
/// <see cref="MultiplyAdd"/> is then updated in place, without a move. Offsets count floats.
/// <see cref="MultiplyAdd"/> is fused where the processor can and two roundings where it cannot.
/// </remarks>
/// <typeparam name="V">The register.</typeparam>
internal interface ISimd<V>
    where V : struct
{
    /// <summary>Floats in a register.</summary>
    static abstract int Count { get; }

    static abstract V Zero { get; }

    static abstract V Load(ref float source, nint offset);

    static abstract V Splat(float value);

    static abstract void Store(V value, ref float destination, nint offset);

    /// <summary><c>a b + c</c></summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V Sqrt(V a);

    static abstract V Max(V a, V b);

    /// <summary>Like <see cref="Max"/> in one instruction instead of several: which one it is where only one of the two is a number depends on the processor.</summary>
    static abstract V Larger(V a, V b);

    /// <summary>Zero where negative. What is no number stays none.</summary>
    static abstract V Relu(V a);

    /// <summary>Lane by lane: <c>x &gt; y ? a : b</c>.</summary>
    static abstract V SelectGreater(V x, V y, V a, V b);

    /// <summary>Lane by lane: <c>x == y ? a : b</c>.</summary>
    static abstract V SelectEqual(V x, V y, V a, V b);

    /// <summary>Stores lanes that hold whole numbers from 0 to 255 as bytes.</summary>
    static abstract void StoreBytes(V value, ref byte destination, nint offset);

    /// <summary>Loads bytes as floats.</summary>
    static abstract V LoadBytes(ref byte source, nint offset);
}
