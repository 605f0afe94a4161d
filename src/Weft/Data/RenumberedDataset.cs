using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Weft.Data;

/// <summary>
/// A data set whose classes have other numbers: class <c>c</c> of the original is class <c>numbers[c]</c> here, in labels and in target
/// vectors.
/// </summary>
internal sealed class RenumberedDataset : DatasetView
{
    private readonly ReadOnlyMemory<int> _labels;
    private readonly Tensor? _targets;
    private readonly int _start;

    [SetsRequiredMembers]
    public RenumberedDataset(Dataset source, int[] numbers, IReadOnlyList<string> classNames)
        : this(source, LabelsOf(source, numbers), TargetsOf(source, numbers, classNames.Count), classNames, 0)
    {
    }

    [SetsRequiredMembers]
    private RenumberedDataset(Dataset source, ReadOnlyMemory<int> labels, Tensor? targets, IReadOnlyList<string> classNames, int start)
        : base(source)
    {
        (ClassNames, _labels, _targets, _start) = (classNames, labels, targets, start);
    }

    public override ReadOnlySpan<int> Labels => _labels.Span;

    internal override ReadOnlySpan<byte> BytesOf(int index) => Source.BytesOf(index);

    public override ReadOnlySpan<float> Target(int index) => _targets is null ? [] : _targets.Row(_start + index);

    public override void Read(int index, Span<float> destination, float pixelScale) => Source.Read(index, destination, pixelScale);

    internal override int FirstNonFinite() => Source.FirstNonFinite();

    internal override void AppendSamples(XxHash3 hash) => Source.AppendSamples(hash);

    public override Dataset Slice(int start, int count) =>
        new RenumberedDataset(Source.Slice(start, count), _labels.IsEmpty ? _labels
            : _labels.Slice(start, count), _targets, ClassNames, _start + start);

    private static int[] LabelsOf(Dataset source, int[] numbers)
    {
        int[] labels = source.Labels.ToArray();
        for (int i = 0; i < labels.Length; i++)
        {
            // -1 is no class, and stays so.
            labels[i] = labels[i] < 0 ? labels[i] : numbers[labels[i]];
        }

        return labels;
    }

    private static Tensor? TargetsOf(Dataset source, int[] numbers, int classes)
    {
        if (!source.Labels.IsEmpty || source.Count == 0)
        {
            return null;
        }

        Tensor targets = new([source.Count, classes]);
        for (int i = 0; i < source.Count; i++)
        {
            ReadOnlySpan<float> from = source.Target(i);
            Span<float> to = targets.Row(i);
            for (int c = 0; c < numbers.Length; c++)
            {
                to[numbers[c]] = from[c];
            }
        }

        return targets;
    }
}
