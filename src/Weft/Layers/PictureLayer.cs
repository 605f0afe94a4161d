namespace Weft.Layers;

/// <summary>A layer that changes pictures on their way into a model: at random, or by what is in them.</summary>
/// <remarks>Such a layer stands before the first layer with weights to train. At the beginning of a model it is computed while a sample is
/// copied for its batch.</remarks>
public abstract record PictureLayer : Layer
{
    private protected PictureLayer()
    {
    }

    /// <summary>Whether it does something where the model is not trained.</summary>
    internal virtual bool ActsInPrediction => false;

    /// <summary>The range it takes pixels to lie in; null where it does not matter.</summary>
    internal virtual Interval? Pixels => null;

    /// <summary>The layers it stands for, one after another.</summary>
    internal virtual IReadOnlyList<Layer> Parts => [this];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return input;
    }

    private protected Shape RequireColorsOrGrey(Shape input)
    {
        RequireImage(input);
        return input[2] is 1 or 3 ? input : throw new ShapeException($"{Who}: expected one channel, or red, green and blue, got {input.ToBatchString()}. Leave this layer away.");
    }

    private protected static Interval RangeOf(Interval? value, string layer) => value is { Length: 0 } empty
        ? throw new ArgumentOutOfRangeException("valueRange", $"{layer}: expected valueRange from a value to a higher one, got {empty}.")
        : value ?? (0, 255);

    /// <summary>A range within 0 and 1; one number f, which as a range goes both ways, is (0, f).</summary>
    private protected static Interval UpTo(Interval value, string layer, string name) =>
        Within(value.Low == -value.High ? (0, value.High) : value, 0, 1, layer, name);

    private protected static Interval Within(Interval value, double low, double high, string layer, string name) => value.Low >= low && value.High <= high
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{layer}: expected {name} from {low} to {high}, got {value}.");
}

/// <summary>What the layers share that spread a picture's values by how often each is there. Nothing of them is random.</summary>
public abstract record PictureContrast : PictureLayer
{
    private protected PictureContrast(Interval? valueRange) => ValueRange = RangeOf(valueRange, GetType().Name);

    /// <summary>The range pixels lie in.</summary>
    public Interval ValueRange { get; }

    internal override Interval? Pixels => ValueRange;
}
