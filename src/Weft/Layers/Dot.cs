namespace Weft.Layers;

/// <summary>The products of two inputs along an axis of each: <c>y[.., ..] = sum_k a[.., k, ..] b[.., k, ..]</c>.</summary>
/// <remarks>
/// The output has the other axes of the first input, then those of the second; two vectors give one number, <c>[1]</c>.
/// Keras' <c>Dot</c>.
/// </remarks>
public sealed record Dot : MergeLayer
{
    /// <summary>A product along the same axis of both inputs.</summary>
    /// <param name="axis">The axis, the batch counted as 0; -1 is the last.</param>
    /// <param name="normalize">
    /// Whether both are brought to length 1 along it first, so that the output is the cosine of the angle between them.
    /// </param>
    public Dot(int axis, bool normalize = false)
        : this((axis, axis), normalize)
    {
    }

    /// <summary>A product along an axis of each input.</summary>
    /// <param name="axes">The axis of the first and that of the second input, the batch counted as 0; -1 is the last.</param>
    /// <param name="normalize">Whether both are brought to length 1 along it first.</param>
    public Dot((int First, int Second) axes, bool normalize = false) => (Axes, Normalize) = (axes, normalize);

    /// <summary>The axis of the first and that of the second input, the batch counted as 0.</summary>
    public (int First, int Second) Axes { get; }

    /// <summary>Whether both inputs are brought to length 1 along their axis first.</summary>
    public bool Normalize { get; }

    private protected override int Least => 2;

    private protected override int Most => 2;

    /// <summary>The axes among those of a sample.</summary>
    internal (int First, int Second) SampleAxes(Shape first, Shape second) =>
        (SampleAxis(Axes.First, first), SampleAxis(Axes.Second, second));

    private protected override Shape Merge(ReadOnlySpan<Shape> inputs)
    {
        Shape a = inputs[0], b = inputs[1];
        (int first, int second) = SampleAxes(a, b);
        if (a[first] != b[second])
        {
            throw new ShapeException(
                $"{Who}: expected axes of one extent, got {a[first]} along axis {first + 1} of {a.ToBatchString()} "
                + $"and {b[second]} along axis {second + 1} of {b.ToBatchString()}. Name other axes, or bring the inputs to one size.");
        }

        int[] output = [.. a.Where((_, axis) => axis != first), .. b.Where((_, axis) => axis != second)];
        return new Shape(output.Length == 0 ? [1] : output);
    }
}
