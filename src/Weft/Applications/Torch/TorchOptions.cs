using Weft.Layers;

namespace Weft.Applications;

/// <summary>What PyTorch's arrays do not say of a network.</summary>
internal sealed record TorchOptions
{
    // Means and deviations of ImageNet's colours, for pixels from 0 to 1.
    private static readonly (double Mean, double Deviation)[] s_colours = [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)];

    /// <summary>The shape of one picture; null for one of <see cref="Size"/> with the channels that the first kernel asks for.</summary>
    public Shape? InputShape { get; init; }

    /// <summary>Height and width of the pictures, where no shape is given: what nearly all of these networks are made for.</summary>
    public const int Size = 224;

    /// <summary>timm's name of the network; null where it is not known.</summary>
    public string? Architecture { get; init; }

    /// <summary>Whether paddings and epsilon are TensorFlow's.</summary>
    public bool IsTensorFlow => Architecture?.StartsWith("tf_", StringComparison.Ordinal) == true;

    /// <summary>Whether pixels from 0 to 255 are normalised in front.</summary>
    public bool IncludePreprocessing { get; init; }

    /// <summary>The function at the end.</summary>
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>What the network reads, from what the model does.</summary>
    /// <exception cref="ShapeException">Pixels are to be normalised, and have not three channels.</exception>
    public Node Prepared(Node input)
    {
        if (!IncludePreprocessing)
        {
            return input;
        }

        if (input.Shape.Rank != 3 || input.Shape[2] != 3)
        {
            throw new ShapeException($"includePreprocessing: expected pictures of three colours, got {input.Shape}. Normalise them "
                + "outside.");
        }

        return input.Then(new Normalization(
            [.. s_colours.Select(colour => (float)(colour.Mean * 255))],
            [.. s_colours.Select(colour => (float)(colour.Deviation * 255 * (colour.Deviation * 255)))])
        { Name = "normalization" });
    }
}
