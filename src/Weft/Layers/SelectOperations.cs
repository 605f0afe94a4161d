namespace Weft.Layers;

/// <summary>The axes of a sample in another order, as Keras' <c>keras.ops.transpose(x, axes)</c>.</summary>
public sealed record TransposeOperation : Layer
{
    /// <summary>Another order.</summary>
    /// <param name="axes">Which axis comes at each place, the batch counted as 0, which stays first: <c>[0, 3, 1, 2]</c>.</param>
    public TransposeOperation(params int[] axes) => Axes = new ValueList<int>(axes);

    /// <summary>Which axis comes at each place, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes { get; }

    /// <inheritdoc/>
    public override string KerasName => "Transpose";

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Axes.Order().SequenceEqual(Enumerable.Range(0, input.Rank + 1)) && Axes[0] == 0
        ? new Shape([.. Axes.Skip(1).Select(axis => input[axis - 1])])
        : throw new ShapeException($"{Who}: expected an order of the axes 0 to {input.Rank} of {input.ToBatchString()} with the batch "
            + $"first, got [{string.Join(", ", Axes)}].");
}

/// <summary>What is taken of one axis: a stretch of it in steps, as Python's slices, or one place, which drops the axis.</summary>
/// <param name="Start">Where the stretch begins; negative counts from the end; null is the beginning, or the end where the step is
/// negative.</param>
/// <param name="Stop">Where it ends, itself not taken; null takes all.</param>
/// <param name="Step">How far it is from one to the next; null is 1.</param>
/// <param name="Place">The one place; null for a stretch.</param>
public readonly record struct AxisPart(int? Start = null, int? Stop = null, int? Step = null, int? Place = null)
{
    /// <summary>The places that are taken of an axis.</summary>
    internal int[] Of(int extent)
    {
        if (Place is { } place)
        {
            int at = place < 0 ? place + extent : place;
            return at >= 0 && at < extent ? [at] : [];
        }

        int step = Step ?? 1;
        int first = Bound(Start ?? (step > 0 ? 0 : extent)), end = Stop is null && step < 0 ? -1 : Bound(Stop ?? extent);
        List<int> places = [];
        for (long at = step > 0 ? first : Math.Min(first, extent - 1); step > 0 ? at < end : step < 0 && at > end; at += step)
        {
            places.Add((int)at);
        }

        return [.. places];

        int Bound(int bound) => Math.Clamp(bound < 0 ? bound + extent : bound, step > 0 ? 0 : -1, extent);
    }
}

/// <summary>A part of every sample, as <c>x[:, 1:, ::2, 0]</c> on a Keras tensor.</summary>
public sealed record GetItemOperation : Layer
{
    /// <summary>A part of every sample.</summary>
    /// <param name="parts">What is taken of each axis of a sample, without the batch; axes behind are taken whole.</param>
    public GetItemOperation(params AxisPart[] parts) => Parts = new ValueList<AxisPart>(parts);

    /// <summary>What is taken of each axis of a sample, without the batch.</summary>
    public IReadOnlyList<AxisPart> Parts { get; }

    /// <inheritdoc/>
    public override string KerasName => "GetItem";

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        int[][] places = Places(input);
        return new Shape([.. places.Where((_, axis) => axis >= Parts.Count || Parts[axis].Place is null).Select(taken => taken.Length)]);
    }

    /// <summary>The places that are taken of each axis.</summary>
    /// <exception cref="ShapeException">There are more parts than axes, or nothing is left.</exception>
    internal int[][] Places(Shape input)
    {
        int[][] places = [.. input.Select((extent, axis) => (axis < Parts.Count ? Parts[axis] : default).Of(extent))];
        return Parts.Count <= input.Rank && Array.TrueForAll(places, taken => taken.Length > 0)
            ? places
            : throw new ShapeException($"{Who}: expected at most {input.Rank} parts that leave something of {input.ToBatchString()}, got "
                + $"{string.Join(", ", Parts)}.");
    }
}
