using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Numerics.Tensors;

namespace Weft.Data;

/// <summary>Pictures kept as bytes, <c>[height, width, channels]</c> each, with a class number per picture.</summary>
/// <remarks>The pixels are wrapped, not copied: whoever made the memory must leave it as it is.</remarks>
public sealed class ImageDataset : Dataset
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly Shape _shape;
    private readonly int _size;

    /// <summary>Wraps pixels and labels.</summary>
    /// <param name="pixels">All pictures one after another, each row by row with its channels innermost.</param>
    /// <param name="labels">One class number per picture; -1 for none, where the loss ignores it.</param>
    /// <param name="shape">The shape of one picture: <c>[height, width, channels]</c>, channels 1 for grey.</param>
    /// <param name="name">What the data set is called.</param>
    /// <param name="classNames">The names of the classes by number; leave out where they have none.</param>
    /// <exception cref="DataException">
    /// The shape is not one of pictures, there are more or fewer pixels than the labels ask for, or a label has no class name.
    /// </exception>
    [SetsRequiredMembers]
    public ImageDataset(
        ReadOnlyMemory<byte> pixels,
        ReadOnlyMemory<int> labels,
        Shape shape,
        string name,
        IReadOnlyList<string>? classNames = null)
        : this(pixels, labels, shape, name, classNames, labels.Length)
    {
        if (shape.Rank != 3 || shape.Any(extent => extent == 0))
        {
            throw new DataException($"{name}: expected the shape of a picture, [height, width, channels], got {shape}. Grey pictures have 1 channel.");
        }

        long expected = (long)labels.Length * _size;
        if (pixels.Length != expected)
        {
            throw new DataException(
                $"{name}: {labels.Length} labels and shape {shape} need {expected} pixel bytes, got {pixels.Length}. Pass one label per picture and every pixel of each.");
        }

        LabelCheck.Run(name, labels.Span, ClassNames);
    }

    [SetsRequiredMembers]
    private ImageDataset(ReadOnlyMemory<byte> pixels, ReadOnlyMemory<int> labels, Shape shape, string name, IReadOnlyList<string>? classNames, int count, ReadOnlyMemory<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        ClassNames = classNames ?? [];
        Count = count;
        _pixels = pixels;
        _labels = labels;
        _weights = weights;
        _shape = shape;
        _size = shape.Size;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override Shape Shape => _shape;

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Labels => _labels.Span;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> SampleWeights => _weights.Span;

    /// <inheritdoc/>
    public override ImageDataset WithSampleWeights(ReadOnlyMemory<float> weights) =>
        new(_pixels, _labels, _shape, Name, ClassNames, Count, CheckWeights(weights));

    /// <summary>The pixels of one picture, row by row with the channels innermost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _pixels.Span.Slice(index * _size, _size);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Target(int index) => [];

    /// <inheritdoc/>
    public override void Read(int index, Span<float> destination, float pixelScale)
    {
        ReadOnlySpan<byte> pixels = Pixels(index);
        Span<float> sample = destination[..pixels.Length];
        TensorPrimitives.ConvertTruncating(pixels, sample);
        TensorPrimitives.Multiply(sample, pixelScale, sample);
    }

    /// <summary>A data set of some of these pictures, copied, in the order given.</summary>
    /// <param name="indices">Which; a picture may come more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public ImageDataset Select(ReadOnlySpan<int> indices)
    {
        byte[] pixels = new byte[indices.Length * _size];
        int[] labels = new int[indices.Length];
        float[] weights = new float[_weights.IsEmpty ? 0 : indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Pixels(indices[i]).CopyTo(pixels.AsSpan(i * _size));
            labels[i] = Labels[indices[i]];
            if (weights.Length > 0)
            {
                weights[i] = SampleWeights[indices[i]];
            }
        }

        return new(pixels, labels, _shape, Name, ClassNames, labels.Length, weights);
    }

    /// <summary>These pictures and then others, copied.</summary>
    /// <param name="others">Pictures of the same shape and classes.</param>
    /// <exception cref="DataException">Their shape or classes are others, or all together are more than an array can hold.</exception>
    public ImageDataset Concat(ImageDataset others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.Shape != Shape || !others.ClassNames.SequenceEqual(ClassNames))
        {
            throw new DataException($"{Name}: expected pictures of {Shape} and the same classes to put behind these, got {others.Name} of "
                + $"{others.Shape}, classes {string.Join(", ", others.ClassNames)}.");
        }

        if ((long)(Count + others.Count) * _size > Array.MaxLength)
        {
            throw new DataException($"{Name}: {Count + others.Count} pictures of {Shape} are more than {Array.MaxLength} bytes. Ask for smaller ones.");
        }

        byte[] pixels = GC.AllocateUninitializedArray<byte>((Count + others.Count) * _size);
        _pixels.Span.CopyTo(pixels);
        others._pixels.Span.CopyTo(pixels.AsSpan(Count * _size));
        float[] weights = SampleWeights.IsEmpty && others.SampleWeights.IsEmpty ? []
            : [.. Enumerable.Range(0, Count).Select(WeightAt), .. Enumerable.Range(0, others.Count).Select(others.WeightAt)];
        return new(pixels, (int[])[.. Labels, .. others.Labels], _shape, Name, ClassNames, Count + others.Count, weights);
    }

    private float WeightAt(int index) => SampleWeights.IsEmpty ? 1 : SampleWeights[index];

    /// <summary>The same pictures with other class numbers, sharing memory.</summary>
    /// <param name="labels">One class number per picture; -1 for none, where the loss ignores it.</param>
    /// <param name="classNames">The names of the classes by number.</param>
    /// <exception cref="DataException">There are more or fewer labels than pictures, or a label has no class name.</exception>
    public ImageDataset WithClasses(ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames)
    {
        ImageDataset renamed = new(_pixels, labels, _shape, Name, classNames);
        return _weights.IsEmpty ? renamed : renamed.WithSampleWeights(_weights);
    }

    /// <summary>How many pictures each class has.</summary>
    internal int[] CountByClass()
    {
        int[] counts = new int[ClassNames.Count];
        foreach (int label in Labels)
        {
            counts[label]++;
        }

        return counts;
    }

    internal override bool HoldsBytes => true;

    internal override ReadOnlySpan<byte> BytesOf(int index) => Pixels(index);

    // Bytes are always numbers.
    internal override int FirstNonFinite() => -1;

    internal override void AppendSamples(XxHash3 hash) => hash.Append(_pixels.Span);

    /// <inheritdoc/>
    public override ImageDataset Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Count - start), nameof(count));
        return new(_pixels.Slice(start * _size, count * _size), _labels.Slice(start, count), _shape, Name, ClassNames, count, _weights.IsEmpty ? _weights : _weights.Slice(start, count));
    }
}
