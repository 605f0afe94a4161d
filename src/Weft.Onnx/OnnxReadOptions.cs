namespace Weft.Onnx;

/// <summary>What an ONNX file may leave open, and how it is then read.</summary>
public sealed record OnnxReadOptions
{
    /// <summary>The height and width of pictures, where the file takes any; not needed where it says them. Null by default.</summary>
    public Size2D? InputSize { get; init; }

    /// <summary>Whether a file may have several inputs: a model of several inputs predicts with <see cref="Model.PredictAll"/>, and is no
    /// classifier of pictures. False by default.</summary>
    public bool SeveralInputs { get; init; }

    /// <summary>Whether values in 8 bits are rounded as floats: nearly what the file says, to measure it.</summary>
    internal bool RoundsValues { get; init; }
}
