namespace Weft.Layers;

/// <summary>A layer that makes one tensor of several, value by value.</summary>
/// <remarks>
/// Extents of 1 are repeated, and a tensor of fewer axes gets axes of extent 1 behind the batch, as in Keras: <c>[1, 1, C]</c> or <c>[C]</c> goes with <c>[H, W, C]</c>.
/// </remarks>
public abstract record MergeLayer : Layer
{
    private protected MergeLayer()
    {
    }

    /// <summary>The fewest tensors it takes.</summary>
    private protected virtual int Least => 1;

    /// <summary>The most tensors it takes.</summary>
    private protected virtual int Most => int.MaxValue;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => OutputShape([input]);

    /// <summary>The shape of one output sample for one sample of each input.</summary>
    /// <exception cref="ShapeException">The shapes do not go together.</exception>
    public sealed override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length < Least || inputs.Length > Most)
        {
            throw new ShapeException($"{Who}: expected {(Least == Most ? $"{Least}" : $"at least {Least}")} inputs, got {inputs.Length}. Call it on several tensors.");
        }

        return Merge(inputs);
    }

    private protected virtual Shape Merge(ReadOnlySpan<Shape> inputs)
    {
        Shape output = inputs[0];
        foreach (Shape input in inputs[1..])
        {
            output = Broadcast(output, input);
        }

        return output;
    }

    private Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        int[] output = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int left = i < rank - a.Rank ? 1 : a[i - (rank - a.Rank)], right = i < rank - b.Rank ? 1 : b[i - (rank - b.Rank)];
            output[i] = left == right || right == 1 ? left : left == 1
                ? right
                : throw new ShapeException($"{Who}: expected inputs whose extents are equal or 1, got {a.ToBatchString()} and {b.ToBatchString()}. Bring them to one shape first.");
        }

        return new Shape(output);
    }
}

/// <summary>The sum of its inputs: <c>y = a + b + ...</c></summary>
public sealed record Add : MergeLayer;

/// <summary>The difference of two inputs: <c>y = a - b</c>.</summary>
public sealed record Subtract : MergeLayer
{
    private protected override int Least => 2;

    private protected override int Most => 2;
}

/// <summary>The product of its inputs: <c>y = a b ...</c> A gate of <c>[1, 1, C]</c> scales the channels of <c>[H, W, C]</c>.</summary>
public sealed record Multiply : MergeLayer;

/// <summary>The mean of its inputs: <c>y = (a + b + ...) / n</c>.</summary>
public sealed record Average : MergeLayer;

/// <summary>The largest of its inputs: <c>y = max(a, b, ...)</c>.</summary>
public sealed record Maximum : MergeLayer;

/// <summary>The smallest of its inputs: <c>y = min(a, b, ...)</c>.</summary>
public sealed record Minimum : MergeLayer;

/// <summary>Its inputs one behind another along an axis; the other extents are the same.</summary>
/// <param name="Axis">The axis, the batch counted as 0; -1, the last, is Keras' default.</param>
public sealed record Concatenate(int Axis = -1) : MergeLayer
{
    /// <summary>The axis among those of a sample, counted from 0.</summary>
    internal int SampleAxis(int rank) => Axis < 0 ? Axis + rank : Axis - 1;

    private protected override Shape Merge(ReadOnlySpan<Shape> inputs)
    {
        int rank = inputs[0].Rank, axis = SampleAxis(rank);
        if (axis < 0 || axis >= rank)
        {
            throw new ShapeException($"{Who}: expected an axis from 1 to {rank} or from -{rank} to -1 for {inputs[0].ToBatchString()}, got {Axis}. The batch, axis 0, cannot be one.");
        }

        int[] output = [.. inputs[0]];
        foreach (Shape input in inputs[1..])
        {
            for (int i = 0; i < Math.Max(rank, input.Rank); i++)
            {
                if (input.Rank != rank || (i != axis && input[i] != output[i]))
                {
                    throw new ShapeException($"{Who}: expected inputs that differ along axis {axis + 1} alone, got {inputs[0].ToBatchString()} and {input.ToBatchString()}. Crop, pad or pool one of them.");
                }
            }

            output[axis] += input[axis];
        }

        return new Shape(output);
    }
}
