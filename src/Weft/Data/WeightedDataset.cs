using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Weft.Data;

/// <summary>A data set whose samples have weights.</summary>
internal sealed class WeightedDataset : DatasetView
{
    private readonly ReadOnlyMemory<float> _weights;

    [SetsRequiredMembers]
    public WeightedDataset(Dataset source, ReadOnlyMemory<float> weights)
        : base(source) => _weights = weights;

    public override ReadOnlySpan<float> SampleWeights => _weights.Span;

    internal override ReadOnlySpan<byte> BytesOf(int index) => Source.BytesOf(index);

    public override Dataset WithSampleWeights(ReadOnlyMemory<float> weights) => Source.WithSampleWeights(weights);

    public override void Read(int index, Span<float> destination, float pixelScale) => Source.Read(index, destination, pixelScale);

    public override Dataset Slice(int start, int count) => new WeightedDataset(Source.Slice(start, count), _weights.Slice(start, count));

    internal override int FirstNonFinite() => Source.FirstNonFinite();

    internal override void AppendSamples(XxHash3 hash) => Source.AppendSamples(hash);
}
