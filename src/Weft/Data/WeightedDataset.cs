using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Weft.Data;

/// <summary>A data set whose samples have weights.</summary>
internal sealed class WeightedDataset : Dataset
{
    private readonly Dataset _source;
    private readonly ReadOnlyMemory<float> _weights;

    [SetsRequiredMembers]
    public WeightedDataset(Dataset source, ReadOnlyMemory<float> weights) =>
        (Name, ClassNames, _source, _weights) = (source.Name, source.ClassNames, source, weights);

    public override int Count => _source.Count;

    public override Shape Shape => _source.Shape;

    public override ReadOnlySpan<int> Labels => _source.Labels;

    public override ReadOnlySpan<float> SampleWeights => _weights.Span;

    internal override bool HoldsBytes => _source.HoldsBytes;

    internal override ReadOnlySpan<byte> BytesOf(int index) => _source.BytesOf(index);

    public override Dataset WithSampleWeights(ReadOnlyMemory<float> weights) => _source.WithSampleWeights(weights);

    public override ReadOnlySpan<float> Target(int index) => _source.Target(index);

    public override void Read(int index, Span<float> destination, float pixelScale) => _source.Read(index, destination, pixelScale);

    public override Dataset Slice(int start, int count) => new WeightedDataset(_source.Slice(start, count), _weights.Slice(start, count));

    internal override int FirstNonFinite() => _source.FirstNonFinite();

    internal override void AppendSamples(XxHash3 hash) => _source.AppendSamples(hash);
}
