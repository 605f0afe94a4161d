namespace Weft;

/// <summary>What a model file keeps beside what Keras keeps: class names, how pixels become numbers, where the model comes from.</summary>
public sealed record ModelMetadata
{
    /// <summary>The names of the classes, in the order of the outputs; empty where unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What pixel bytes are multiplied with before they enter the model; null where unknown.</summary>
    public float? PixelScale { get; init; }

    /// <summary>What is added to pixels after <see cref="PixelScale"/>, before they enter the model: -1 where it takes them from -1 to 1. Null for
    /// nothing.</summary>
    public float? PixelOffset { get; init; }

    /// <summary>
    /// Whether arrays that are given to the model are <c>[batch, channels, height, width]</c>, as the file that it comes from declares them. The model itself has
    /// channels last: data sets, photos and files are as ever, and <see cref="Model.Predict(Tensor)"/> rearranges what it is given. False by default.
    /// </summary>
    public bool ChannelsFirst { get; init; }

    /// <summary>The data set the model was trained on; null where unknown.</summary>
    public string? TrainedOn { get; init; }

    /// <summary>The full path of the folder or file that this data set was read from, on the machine that trained; null for a data set known by name, and where unknown.</summary>
    public string? TrainedOnPath { get; init; }

    /// <summary>What says which pictures of the data set belong together, so that those to test on show nothing that was learned: a column of its list, or <c>folder</c>;
    /// null where each picture stands for itself.</summary>
    public string? Groups { get; init; }

    /// <summary>How photos are made to look like the pictures the model was trained on; null where unknown.</summary>
    public PicturePreparation? Preparation { get; init; }

    /// <summary>
    /// Whether the model's answer is the mean of those to a picture and to its mirror image: test-time augmentation, which takes twice the time.
    /// For models of pictures that were trained with <see cref="Layers.RandomFlip"/>. Predicting and evaluating follow it, the validation after an epoch does not.
    /// </summary>
    public bool TestTimeFlip { get; init; }

    /// <summary>
    /// What the model's logits are divided by before they become probabilities, as <see cref="Model.FitTemperature"/> finds it; null for nothing, as 1 is.
    /// Predicting and evaluating follow it, the validation after an epoch does not. Classes stay in order, so the accuracy does not change.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to something other than a positive number.</exception>
    public double? Temperature
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"ModelMetadata: expected a temperature above 0, got {value}.");
    }

    /// <summary>The model's seed; null where unknown.</summary>
    public int? Seed { get; init; }

    /// <summary>Epochs trained so far.</summary>
    public int Epochs { get; init; }
}
