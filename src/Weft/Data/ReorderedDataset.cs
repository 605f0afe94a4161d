using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>A data set seen in another order: sample <c>i</c> is the original's sample <c>order[i]</c>.</summary>
internal sealed class ReorderedDataset : DatasetView
{
    private readonly ReadOnlyMemory<int> _order;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<float> _weights;

    [SetsRequiredMembers]
    public ReorderedDataset(Dataset source, int[] order)
        : this(source, order, InOrder(source.Labels, order), InOrder(source.SampleWeights, order))
    {
    }

    [SetsRequiredMembers]
    private ReorderedDataset(Dataset source, ReadOnlyMemory<int> order, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights)
        : base(source)
    {
        _order = order;
        _labels = labels;
        _weights = weights;
    }

    public override int Count => _order.Length;

    public override ReadOnlySpan<int> Labels => _labels.Span;

    public override ReadOnlySpan<float> SampleWeights => _weights.Span;

    internal override ReadOnlySpan<byte> BytesOf(int index) => Source.BytesOf(_order.Span[index]);

    public override ReadOnlySpan<float> Target(int index) => Source.Target(_order.Span[index]);

    public override void Read(int index, Span<float> destination, float pixelScale) => Source.Read(_order.Span[index], destination, pixelScale);

    public override Dataset Slice(int start, int count) =>
        new ReorderedDataset(Source, _order.Slice(start, count), Part(_labels, start, count), Part(_weights, start, count));

    private static ReadOnlyMemory<T> Part<T>(ReadOnlyMemory<T> values, int start, int count) =>
        values.IsEmpty ? values : values.Slice(start, count);

    private static T[] InOrder<T>(ReadOnlySpan<T> values, int[] order)
    {
        if (values.IsEmpty)
        {
            return [];
        }

        T[] reordered = new T[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            reordered[i] = values[order[i]];
        }

        return reordered;
    }
}
