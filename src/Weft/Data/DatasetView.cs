using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>Another data set's samples seen in another way: a view says what is different, and all the rest is the source's.</summary>
/// <remarks>What tells of values (bytes, hashes, what is no number) is left to the view, for it may read them otherwise.</remarks>
internal abstract class DatasetView : Dataset
{
    /// <param name="source">The samples.</param>
    [SetsRequiredMembers]
    protected DatasetView(Dataset source)
    {
        (Name, ClassNames, Source) = (source.Name, source.ClassNames, source);
    }

    protected Dataset Source { get; }

    public override int Count => Source.Count;

    public override Shape Shape => Source.Shape;

    public override ReadOnlySpan<int> Labels => Source.Labels;

    public override ReadOnlySpan<float> SampleWeights => Source.SampleWeights;

    internal override bool HoldsBytes => Source.HoldsBytes;

    public override ReadOnlySpan<float> Target(int index) => Source.Target(index);
}
