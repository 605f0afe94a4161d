using Weft.Initializers;

namespace Weft.Layers;

/// <summary>Divides by the root of the mean square over the last axis, or the last axes together: <c>y = x scale / sqrt(mean(x^2) + epsilon)</c>.</summary>
/// <remarks>The weight is scale, with the axes' extents. Defaults are Keras'. Zhang and Sennrich 2019.</remarks>
public sealed record RMSNormalization : Layer
{
    private readonly Axes _axes;

    /// <summary>A normalisation over one axis.</summary>
    /// <param name="axis">The last axis: -1, or its number, the batch counted as 0.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive.</exception>
    public RMSNormalization(int axis = -1, double epsilon = 1e-6)
        : this([axis], epsilon)
    {
    }

    /// <summary>A normalisation over several axes together.</summary>
    /// <param name="axes">The last axes, the batch counted as 0.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive.</exception>
    public RMSNormalization(IReadOnlyList<int> axes, double epsilon = 1e-6)
    {
        _axes = new(axes);
        Epsilon = Guard.Positive(epsilon, nameof(RMSNormalization));
    }

    /// <summary>The axes that are normalised, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes => _axes.List;

    /// <summary>Added to the mean square.</summary>
    public double Epsilon { get; }

    internal int[] AxesOf(Shape input) => _axes.Of(input, Who);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The axes are not the last ones: Keras' scale would not fit.</exception>
    public override Shape OutputShape(Shape input)
    {
        int[] axes = AxesOf(input);
        return axes[0] == input.Rank - axes.Length
            ? input
            : throw new ShapeException($"{Who}: expected the last axes of {input.ToBatchString()}, got [{string.Join(", ", Axes)}]. Use LayerNormalization for others.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) => [new WeightSpec("scale", _axes.Extents(OutputShape(input)), new Ones())];
}
