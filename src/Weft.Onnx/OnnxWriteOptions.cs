namespace Weft.Onnx;

/// <summary>How a model is written as ONNX.</summary>
public sealed record OnnxWriteOptions
{
    /// <summary>The version of ONNX' operators, from 17 to 21; 17 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another one.</exception>
    public int Opset
    {
        get;
        init => field = value is >= OnnxModel.OldestWrittenOpset and <= OnnxModel.NewestWrittenOpset
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value),
                $"OnnxWriteOptions: expected an opset from {OnnxModel.OldestWrittenOpset} to {OnnxModel.NewestWrittenOpset}, got {value}.");
    }
    = OnnxModel.OldestWrittenOpset;

    /// <summary>Whether images go in, and come out, as <c>[batch, channels, height, width]</c>; null, the default, does as
    /// <see cref="ModelMetadata.ChannelsFirst"/> says.</summary>
    public bool? ChannelsFirst { get; init; }

    /// <summary>Whether the input is bytes, which the file multiplies with <see cref="Model.PixelScale"/> itself. False by
    /// default.</summary>
    public bool FromBytes { get; init; }

    /// <summary>Whether a softmax is put behind an output of logits, so that the file gives probabilities. False by default.</summary>
    public bool Softmax { get; init; }
}
