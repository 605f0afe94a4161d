namespace Weft.Layers;

/// <summary>The quotient of two tensors: <c>y = a / b</c>, as <c>x / y</c> on Keras tensors.</summary>
public sealed record DivideOperation : MergeLayer
{
    /// <inheritdoc/>
    public override string KerasName => "TrueDivide";

    internal override bool IsOperation => true;

    private protected override int Least => 2;

    private protected override int Most => 2;
}

/// <summary>The products of the matrices of two tensors: <c>y[.., m, n] = sum_k a[.., m, k] b[.., k, n]</c>, as Keras'
/// <c>keras.ops.matmul(a, b)</c>.</summary>
/// <remarks>A sample's last two axes are a matrix; the axes before them, such as the heads of an attention, are the same in both.</remarks>
public sealed record ProductOperation : MergeLayer
{
    /// <inheritdoc/>
    public override string KerasName => "Matmul";

    internal override bool IsOperation => true;

    private protected override int Least => 2;

    private protected override int Most => 2;

    private protected override Shape Merge(ReadOnlySpan<Shape> inputs)
    {
        Shape a = inputs[0], b = inputs[1];
        return a.Rank >= 2 && a.Rank == b.Rank && a[^1] == b[^2] && a.SkipLast(2).SequenceEqual(b.SkipLast(2))
            ? new Shape([.. a.SkipLast(1), b[^1]])
            : throw new ShapeException($"{Who}: expected matrices [.., m, k] and [.., k, n], all axes before them the same, got "
                + $"{a.ToBatchString()} and {b.ToBatchString()}. Reshape or transpose one of them.");
    }
}

/// <summary>Tensors of one shape along a new axis, as Keras' <c>keras.ops.stack(xs, axis)</c>.</summary>
/// <param name="Axis">Where the new axis stands, the batch counted as 0; negative counts from the end.</param>
public sealed record StackOperation(int Axis) : MergeLayer
{
    /// <inheritdoc/>
    public override string KerasName => "Stack";

    internal override bool IsOperation => true;

    /// <summary>The new axis among those of a sample of the result, counted from 0.</summary>
    internal int SampleAxis(int rank) => Axis < 0 ? Axis + rank : Axis - 1;

    private protected override Shape Merge(ReadOnlySpan<Shape> inputs)
    {
        Shape first = inputs[0];
        int axis = SampleAxis(first.Rank + 1);
        if (axis < 0 || axis > first.Rank)
        {
            throw new ShapeException($"{Who}: expected an axis from 1 to {first.Rank + 1} for {first.ToBatchString()}, got {Axis}. The "
                + $"batch, axis 0, cannot be one.");
        }

        foreach (Shape input in inputs)
        {
            if (input != first)
            {
                throw new ShapeException($"{Who}: expected inputs of one shape, got {first.ToBatchString()} and {input.ToBatchString()}. "
                    + $"Reshape one of them.");
            }
        }

        return new Shape([.. first.Take(axis), inputs.Length, .. first.Skip(axis)]);
    }
}

/// <summary>The product with a matrix that is not trained, as Keras' <c>keras.ops.matmul(x, constant)</c>.</summary>
/// <param name="Matrix">The matrix, <c>[inputs, outputs]</c>.</param>
public sealed record MatmulOperation(Tensor Matrix) : Layer
{
    /// <inheritdoc/>
    public override string KerasName => "Matmul";

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 1 && Matrix.Shape.Rank == 2 && Matrix.Shape[0] == input[0]
        ? [Matrix.Shape[1]]
        : throw new ShapeException($"{Who}: expected a vector and a matrix with as many rows as it has values, got "
            + $"{input.ToBatchString()} and {Matrix.Shape}. Flatten the input.");

    /// <summary>Whether two layers have the same matrix.</summary>
    public bool Equals(MatmulOperation? other) => other is not null && Name == other.Name && Trainable == other.Trainable
        && ActivityRegularizer == other.ActivityRegularizer && Matrix.Shape == other.Matrix.Shape && Matrix.Span.SequenceEqual(other.Matrix.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Trainable, Matrix.Shape);
}
