namespace Weft.Engine;

/// <summary>What keys the random numbers of one sample, and the memory of who computes it.</summary>
/// <param name="Work">The worker's memory.</param>
/// <param name="Step">The step of the batch.</param>
/// <param name="Sample">The sample's place in the batch.</param>
internal readonly record struct SampleDraw(Workspace Work, ulong Step, int Sample)
{
    /// <summary>Which of the operations that a layer draws; 0 for the layer itself.</summary>
    public int Part { get; init; }

    /// <summary>The sample's numbers for one layer.</summary>
    public Generator Of(ulong layer) => Part == 0
        ? new(layer, (ulong)RandomPurpose.Augmentation, Step, (ulong)Sample)
        : new(layer, (ulong)RandomPurpose.Augmentation, Step, (ulong)Sample, (ulong)Part);
}

/// <summary>Something that is done to a single sample, from one place in memory to another: what random layers become.</summary>
internal abstract class SampleTransform(Shape output)
{
    /// <summary>The shape of what comes out.</summary>
    public Shape Output { get; } = output;

    public abstract void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y);
}
