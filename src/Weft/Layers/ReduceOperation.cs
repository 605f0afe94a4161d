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
    private readonly Axes _axes;

    /// <summary>A reduction.</summary>
    /// <param name="reduction">What is made of the values.</param>
    /// <param name="axes">The axes, the batch counted as 0; none of them may be the batch.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public ReduceOperation(Reduction reduction, IReadOnlyList<int> axes, bool keepDims = false)
    {
        ArgumentNullException.ThrowIfNull(axes);
        (Reduction, _axes, KeepDims) = (reduction, new Axes(axes), keepDims);
    }

    /// <summary>What is made of the values.</summary>
    public Reduction Reduction { get; }

    /// <summary>The axes, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes => _axes.List;

    /// <summary>Whether the axes stay, with an extent of 1.</summary>
    public bool KeepDims { get; }

    /// <inheritdoc/>
    public override string KerasName => Reduction.ToString();

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        int[] axes = AxesOf(input);
        return KeepDims ? Kept(input) : new Shape([.. input.Where((_, axis) => !axes.Contains(axis))]);
    }

    /// <summary>The axes among those of a sample, counted from 0.</summary>
    internal int[] AxesOf(Shape input) => _axes.Of(input, Who);

    /// <summary>The shape with the axes kept.</summary>
    internal Shape Kept(Shape input)
    {
        int[] axes = AxesOf(input);
        return new Shape([.. input.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)]);
    }
}
