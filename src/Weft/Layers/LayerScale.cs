using Weft.Initializers;

namespace Weft.Layers;

/// <summary>Scales every channel by a weight of its own: <c>y = x gamma</c>. ConvNeXt has it at the end of its blocks.</summary>
/// <remarks>Input of any rank, channels last; the one weight is <c>[channels]</c>. Touvron et al. 2021; in Keras a part of <c>keras.applications.convnext</c>.</remarks>
public sealed record LayerScale : Layer
{
    /// <summary>A scale.</summary>
    /// <param name="initValues">The weight's first value, for all channels.</param>
    /// <param name="projectionDim">How many channels there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel.</exception>
    public LayerScale(double initValues, int projectionDim)
    {
        InitValues = initValues;
        ProjectionDim = Guard.Positive(projectionDim, nameof(LayerScale));
    }

    /// <summary>The weight's first value.</summary>
    public double InitValues { get; }

    /// <summary>How many channels there are.</summary>
    public int ProjectionDim { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input[^1] == ProjectionDim
        ? input
        : throw new ShapeException($"{Who}: expected {ProjectionDim} channels, got {input.ToBatchString()}. Give it the number of channels that there are.");

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) => [new WeightSpec("variable", [ProjectionDim], new Constant((float)InitValues))];
}
