namespace Weft.Kernels;

/// <summary>A register of floats: what a kernel is generic over, so that one source serves every width.</summary>
/// <remarks>
/// The implementations wrap one <c>Vector128/256/512</c>; their members inline to one instruction each. Offsets count floats.
/// <see cref="MultiplyAdd"/> is fused where the processor can and two roundings where it cannot.
/// </remarks>
internal interface IVector<T>
    where T : struct, IVector<T>
{
    /// <summary>Floats in a register.</summary>
    static abstract int Count { get; }

    static abstract T Zero { get; }

    static abstract T Load(ref float source, nint offset);

    static abstract T Splat(float value);

    static abstract void Store(T value, ref float destination, nint offset);

    /// <summary><c>a b + c</c></summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    static abstract T Add(T a, T b);

    static abstract T Subtract(T a, T b);

    static abstract T Multiply(T a, T b);

    static abstract T Divide(T a, T b);

    static abstract T Sqrt(T a);

    static abstract T Max(T a, T b);

    /// <summary>Lane by lane: <c>x &gt; y ? a : b</c>.</summary>
    static abstract T SelectGreater(T x, T y, T a, T b);

    /// <summary>Lane by lane: <c>x == y ? a : b</c>.</summary>
    static abstract T SelectEqual(T x, T y, T a, T b);

    /// <summary>Stores lanes that hold whole numbers from 0 to 255 as bytes.</summary>
    static abstract void StoreBytes(T value, ref byte destination, nint offset);

    /// <summary>Loads bytes as floats.</summary>
    static abstract T LoadBytes(ref byte source, nint offset);
}
