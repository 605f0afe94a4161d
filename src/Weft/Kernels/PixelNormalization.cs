namespace Weft.Kernels;

/// <summary>A batch normalisation that happens where its result is read, so that this is never stored. Constants are <c>[channels]</c>.</summary>
/// <remarks>
/// What was normalised, x, becomes <c>(x - Center) Scale + Offset</c>, negative results zero with a ReLU. A gradient dy becomes <c>dy Scale + (x - Center) Slope + Shift</c>, in which dy counts as zero
/// where the ReLU is closed.
/// </remarks>
internal readonly ref struct PixelNormalization
{
    public ReadOnlySpan<float> Center { get; init; }

    public ReadOnlySpan<float> Scale { get; init; }

    public ReadOnlySpan<float> Offset { get; init; }

    public ReadOnlySpan<float> Slope { get; init; }

    public ReadOnlySpan<float> Shift { get; init; }

    /// <summary>What was normalised, where it is a gradient that is read; laid out like it.</summary>
    public ReadOnlySpan<float> X { get; init; }

    public bool Relu { get; init; }

    /// <summary>Whether nothing is done.</summary>
    public bool IsEmpty => Center.IsEmpty;
}
