using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Weft.Data;

/// <summary>Samples with their targets. Reading is thread-safe; a data set never changes.</summary>
public abstract class Dataset
{
    /// <summary>What the data set is called: <c>fashion-mnist</c>, <c>sketches</c>, a folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>The shape of one sample: <c>[28, 28, 1]</c>.</summary>
    public abstract Shape Shape { get; }

    /// <summary>The names of the classes; empty where they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The class numbers, one per sample; empty where targets are vectors.</summary>
    public abstract ReadOnlySpan<int> Labels { get; }

    /// <summary>The target vector of a sample; empty where targets are class numbers.</summary>
    public abstract ReadOnlySpan<float> Target(int index);

    /// <summary>
    /// What each sample counts in the loss, and in metrics that are <see cref="Metric.Weighted"/>; empty where all count 1.
    /// </summary>
    public virtual ReadOnlySpan<float> SampleWeights => [];

    /// <summary>The same samples with other weights.</summary>
    /// <param name="weights">One weight of at least 0 per sample.</param>
    /// <exception cref="DataException">There are more or fewer weights than samples, or one is negative or no number.</exception>
    public virtual Dataset WithSampleWeights(ReadOnlyMemory<float> weights) => new WeightedDataset(this, CheckWeights(weights));

    private protected ReadOnlyMemory<float> CheckWeights(ReadOnlyMemory<float> weights)
    {
        if (weights.Length != Count)
        {
            throw new DataException(
                $"{Name}: expected a weight for each of {Count} samples, got {weights.Length}. "
                + "Pass as many weights as samples.");
        }

        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights.Span[i] >= 0) || float.IsInfinity(weights.Span[i]))
            {
                throw new DataException(
                    $"{Name}: expected sample weights of at least 0, got {weights.Span[i]} for sample {i}. "
                    + "Remove the sample, or give it 0.");
            }
        }

        return weights;
    }

    /// <summary>Writes a sample as floats.</summary>
    /// <param name="index">Which sample.</param>
    /// <param name="destination">As long as a sample.</param>
    /// <param name="pixelScale">What bytes are multiplied with; samples that are floats are copied as they are.</param>
    public abstract void Read(int index, Span<float> destination, float pixelScale);

    /// <summary>Whether samples are kept as bytes, which <see cref="Read"/> scales.</summary>
    internal virtual bool HoldsBytes => false;

    /// <summary>A sample as it is kept, where <see cref="Read"/> does nothing but scale its bytes; empty otherwise.</summary>
    internal virtual ReadOnlySpan<byte> BytesOf(int index) => [];

    /// <summary>The first sample that holds NaN or infinity; -1 where none can or does.</summary>
    internal virtual int FirstNonFinite()
    {
        float[] sample = new float[Shape.Size];
        for (int i = 0; i < Count; i++)
        {
            Read(i, sample, 1);
            foreach (float value in sample)
            {
                if (!float.IsFinite(value))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>Adds every sample to a hash.</summary>
    internal virtual void AppendSamples(XxHash3 hash)
    {
        float[] sample = new float[Shape.Size];
        for (int i = 0; i < Count; i++)
        {
            Read(i, sample, 1);
            hash.Append(MemoryMarshal.AsBytes<float>(sample));
        }
    }

    /// <summary>The samples from <paramref name="start"/> on, sharing memory with this data set.</summary>
    public abstract Dataset Slice(int start, int count);

    /// <summary>The first <paramref name="count"/> samples, or all where there are fewer.</summary>
    public Dataset Take(int count) => Slice(0, Math.Min(count, Count));
}
