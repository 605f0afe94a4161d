namespace Weft.Layers;

/// <summary>What a <see cref="ReduceOperation"/> makes of the values along its axes.</summary>
public enum Reduction
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest of them.</summary>
    Max,

    /// <summary>The smallest of them.</summary>
    Min,

    /// <summary>The mean of their squared distances from their mean.</summary>
    Var,

    /// <summary>The square root of that.</summary>
    Std,
}

/// <summary>One value of those along some axes, as Keras' <c>keras.ops.mean(x, axis)</c> and its like.</summary>
/// <remarks>Of several values that are the largest, or the smallest, each gets an equal share of the gradient, as in TensorFlow.</remarks>
public sealed record ReduceOperation : Layer
{
    private readonly int[] _axes;

    /// <summary>A reduction.</summary>
    /// <param name="reduction">What is made of the values.</param>
    /// <param name="axes">The axes, the batch counted as 0; none of them may be the batch.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public ReduceOperation(Reduction reduction, IReadOnlyList<int> axes, bool keepDims = false)
    {
        ArgumentNullException.ThrowIfNull(axes);
        (Reduction, _axes, KeepDims) = (reduction, [.. axes], keepDims);
    }

    /// <summary>What is made of the values.</summary>
    public Reduction Reduction { get; }

    /// <summary>The axes, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes => _axes;

    /// <summary>Whether the axes stay, with an extent of 1.</summary>
    public bool KeepDims { get; }

    /// <inheritdoc/>
    public override string KerasName => Reduction.ToString();

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        int[] axes = SampleAxes(input);
        return KeepDims ? Kept(input) : new Shape([.. input.Where((_, axis) => !axes.Contains(axis))]);
    }

    /// <summary>The shape with the axes kept.</summary>
    internal Shape Kept(Shape input)
    {
        int[] axes = SampleAxes(input);
        return new Shape([.. input.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)]);
    }

    /// <summary>The axes among those of a sample, counted from 0.</summary>
    /// <exception cref="ShapeException">There is none, one is the batch, or one is there twice.</exception>
    internal int[] SampleAxes(Shape input)
    {
        int[] axes = [.. _axes.Select(axis => axis < 0 ? axis + input.Rank : axis - 1)];
        return axes.Length > 0 && axes.All(axis => axis >= 0 && axis < input.Rank) && axes.Distinct().Count() == axes.Length
            ? axes
            : throw new ShapeException($"{Who}: expected different axes from 1 to {input.Rank} for {input.ToBatchString()}, got [{string.Join(", ", _axes)}]. The batch, axis 0, cannot be one.");
    }

    /// <summary>Whether two layers do the same.</summary>
    public bool Equals(ReduceOperation? other) => other is not null && Name == other.Name && Trainable == other.Trainable && Reduction == other.Reduction
        && KeepDims == other.KeepDims && _axes.AsSpan().SequenceEqual(other._axes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Trainable, Reduction, KeepDims, _axes.Length);
}
