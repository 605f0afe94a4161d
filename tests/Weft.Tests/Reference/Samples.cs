using Weft.Data;

namespace Weft.Tests.Reference;

/// <summary>A data set of given floats: class numbers or target vectors.</summary>
internal sealed class Samples(Shape shape, IReadOnlyList<float[]> inputs, int[] labels, IReadOnlyList<float[]> targets) : Dataset
{
    public override int Count => inputs.Count;

    public override Shape Shape => shape;

    public override ReadOnlySpan<int> Labels => labels;

    public override ReadOnlySpan<float> Target(int index) => targets.Count == 0 ? [] : targets[index];

    public override void Read(int index, Span<float> destination, float pixelScale) => inputs[index].CopyTo(destination);

    public override Dataset Slice(int start, int count) => new Samples(
        shape,
        [.. inputs.Skip(start).Take(count)],
        labels.Length == 0 ? [] : labels[start..(start + count)],
        [.. targets.Skip(start).Take(count)])
    { Name = Name };

    /// <summary>The samples as the oracle takes them.</summary>
    public IReadOnlyList<double[]> Inputs => [.. inputs.Select(Widen)];

    /// <summary>The targets as vectors, class numbers as one-hot.</summary>
    public IReadOnlyList<double[]> Targets(int classes) => labels.Length > 0
        ? [.. labels.Select(label => Enumerable.Range(0, classes).Select(c => c == label ? 1.0 : 0).ToArray())]
        : [.. targets.Select(Widen)];

    /// <summary>All samples as one batch.</summary>
    public Tensor Batch() => new(shape.Prepend(Count), [.. inputs.SelectMany(values => values)]);

    public static Samples Labelled(Shape shape, IReadOnlyList<float[]> inputs, int[] labels) => new(shape, inputs, labels, []) { Name = "samples" };

    public static Samples WithTargets(Shape shape, IReadOnlyList<float[]> inputs, IReadOnlyList<float[]> targets) =>
        new(shape, inputs, [], targets) { Name = "samples" };

    private static double[] Widen(float[] values) => [.. values.Select(value => (double)value)];
}
