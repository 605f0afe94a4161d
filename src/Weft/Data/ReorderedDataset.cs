using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>A data set seen in another order: sample <c>i</c> is the original's sample <c>order[i]</c>.</summary>
internal sealed class ReorderedDataset : Dataset
{
    private readonly Dataset _source;
    private readonly ReadOnlyMemory<int> _order;
    private readonly ReadOnlyMemory<int> _labels;

    [SetsRequiredMembers]
    public ReorderedDataset(Dataset source, int[] order)
        : this(source, order, LabelsInOrder(source, order))
    {
    }

    [SetsRequiredMembers]
    private ReorderedDataset(Dataset source, ReadOnlyMemory<int> order, ReadOnlyMemory<int> labels)
    {
        Name = source.Name;
        ClassNames = source.ClassNames;
        _source = source;
        _order = order;
        _labels = labels;
    }

    public override int Count => _order.Length;

    public override Shape Shape => _source.Shape;

    public override ReadOnlySpan<int> Labels => _labels.Span;

    internal override bool HoldsBytes => _source.HoldsBytes;

    public override ReadOnlySpan<float> Target(int index) => _source.Target(_order.Span[index]);

    public override void Read(int index, Span<float> destination, float pixelScale) => _source.Read(_order.Span[index], destination, pixelScale);

    public override Dataset Slice(int start, int count) =>
        new ReorderedDataset(_source, _order.Slice(start, count), _labels.IsEmpty ? _labels : _labels.Slice(start, count));

    private static int[] LabelsInOrder(Dataset source, int[] order)
    {
        ReadOnlySpan<int> labels = source.Labels;
        if (labels.IsEmpty)
        {
            return [];
        }

        int[] reordered = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            reordered[i] = labels[order[i]];
        }

        return reordered;
    }
}
