namespace Weft.Layers;

/// <summary>Gives every sample length 1 over one axis, or over several together: <c>y = x / sqrt(sum of x^2)</c>.</summary>
/// <remarks>What is shorter than 1e-12 is multiplied by 1e12, as in Keras, so that zeros stay zeros.</remarks>
public sealed record UnitNormalization : Layer
{
    private readonly Axes _axes;

    /// <summary>A normalisation over one axis.</summary>
    /// <param name="axis">The axis, the batch counted as 0; -1 is the last.</param>
    public UnitNormalization(int axis = -1)
        : this([axis])
    {
    }

    /// <summary>A normalisation over several axes together.</summary>
    /// <param name="axes">The axes, the batch counted as 0; -1 is the last.</param>
    public UnitNormalization(IReadOnlyList<int> axes) => _axes = new(axes);

    /// <summary>The axes that are normalised, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes => _axes.List;

    internal int[] AxesOf(Shape input) => _axes.Of(input, Who);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public override Shape OutputShape(Shape input)
    {
        _ = AxesOf(input);
        return input;
    }
}
