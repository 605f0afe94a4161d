namespace Weft.Onnx;

/// <summary>How a model is written in 8 bits.</summary>
public sealed record OnnxQuantization
{
    /// <summary>
    /// Whether weights use all of their 8 bits. ONNX Runtime's products overflow then on processors without VNNI; with 7 bits, the default,
    /// they are right on every one.
    /// </summary>
    public bool FullRange { get; init; }

    /// <summary>How many samples of the data are looked at to learn the ranges of values; 256 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int Samples
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"OnnxQuantization: expected at least one sample, got {value}.");
    }
    = 256;
}
