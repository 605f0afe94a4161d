using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;

namespace Weft.Data;

/// <summary>Samples of floats of any shape, with a class number or a target vector per sample.</summary>
/// <remarks>The tensors are wrapped, not copied, and read as they are: <c>pixelScale</c> is for bytes only.</remarks>
public sealed class TensorDataset : Dataset
{
    private readonly Tensor _samples;
    private readonly Tensor? _targets;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly int _start;

    /// <summary>Samples with class numbers.</summary>
    /// <param name="samples">The samples, <c>[count, ...shape]</c>.</param>
    /// <param name="labels">One class number per sample; -1 for none, where the loss ignores it.</param>
    /// <param name="name">What the data set is called.</param>
    /// <param name="classNames">The names of the classes by number; leave out where they have none.</param>
    /// <exception cref="DataException">There are more or fewer labels than samples, or a label has no class name.</exception>
    [SetsRequiredMembers]
    public TensorDataset(Tensor samples, ReadOnlyMemory<int> labels, string name = "tensor", IReadOnlyList<string>? classNames = null)
        : this(samples, null, labels, name, classNames, 0, CountOf(samples, name))
    {
        if (labels.Length != Count)
        {
            throw new DataException($"{name}: expected one label for each of {Count} samples, got {labels.Length} labels. Pass as many labels as samples.");
        }

        LabelCheck.Run(name, labels.Span, ClassNames);
    }

    /// <summary>Samples with target vectors: one-hot or soft classes, or the values of a regression.</summary>
    /// <param name="samples">The samples, <c>[count, ...shape]</c>.</param>
    /// <param name="targets">The target vectors, <c>[count, length]</c>.</param>
    /// <param name="name">What the data set is called.</param>
    /// <param name="classNames">The names of the classes, one per target value; leave out where they have none.</param>
    /// <exception cref="DataException">The targets are not one vector per sample, or there is not one class name per target value.</exception>
    [SetsRequiredMembers]
    public TensorDataset(Tensor samples, Tensor targets, string name = "tensor", IReadOnlyList<string>? classNames = null)
        : this(samples, targets, default, name, classNames, 0, CountOf(samples, name))
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Shape.Rank != 2 || targets.Shape[0] != Count)
        {
            throw new DataException($"{name}: expected targets [{Count}, length], one vector per sample, got {targets.Shape}. Reshape the targets, or pass class numbers as int labels.");
        }

        if (ClassNames.Count != 0 && ClassNames.Count != targets.Shape[1])
        {
            throw new DataException($"{name}: expected a class name for each of {targets.Shape[1]} target values, got {ClassNames.Count} names. Name every class or none.");
        }
    }

    [SetsRequiredMembers]
    private TensorDataset(Tensor samples, Tensor? targets, ReadOnlyMemory<int> labels, string name, IReadOnlyList<string>? classNames, int start, int count, ReadOnlyMemory<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        ClassNames = classNames ?? [];
        Count = count;
        Shape = new Shape([.. samples.Shape.Skip(1)]);
        _samples = samples;
        _targets = targets;
        _labels = labels;
        _weights = weights;
        _start = start;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override Shape Shape { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Labels => _labels.Span;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> SampleWeights => _weights.Span;

    /// <inheritdoc/>
    public override TensorDataset WithSampleWeights(ReadOnlyMemory<float> weights) =>
        new(_samples, _targets, _labels, Name, ClassNames, _start, Count, CheckWeights(weights));

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Target(int index) => _targets is null ? [] : _targets.Row(Row(index));

    /// <inheritdoc/>
    public override void Read(int index, Span<float> destination, float pixelScale) => _samples.Row(Row(index)).CopyTo(destination);

    /// <inheritdoc/>
    public override TensorDataset Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Count - start), nameof(count));
        ReadOnlyMemory<int> labels = _targets is null ? _labels.Slice(start, count) : default;
        return new(_samples, _targets, labels, Name, ClassNames, _start + start, count, _weights.IsEmpty ? _weights : _weights.Slice(start, count));
    }

    /// <summary>The first sample that holds NaN or an infinity, in itself or in its target vector; -1 where all are finite.</summary>
    internal override int FirstNonFinite()
    {
        for (int index = 0; index < Count; index++)
        {
            // Of nothing, IsFiniteAll says false.
            ReadOnlySpan<float> target = Target(index);
            if (!TensorPrimitives.IsFiniteAll<float>(_samples.Row(_start + index)) || (!target.IsEmpty && !TensorPrimitives.IsFiniteAll(target)))
            {
                return index;
            }
        }

        return -1;
    }

    private static int CountOf(Tensor samples, string name)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Shape.Rank >= 2
            ? samples.Shape[0]
            : throw new DataException($"{name}: expected samples [count, ...shape], got {samples.Shape}. Put the number of samples in front: [count, features].");
    }

    private int Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _start + index;
    }
}
