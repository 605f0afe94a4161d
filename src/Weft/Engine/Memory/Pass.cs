using Weft.Data;
using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A batch: which samples of a data set, and what they count.</summary>
internal sealed class Batch
{
    /// <summary>That of a sample which belongs to no data set.</summary>
    public static Batch None { get; } = new() { Data = new TensorDataset(new Tensor([1, 1]), new int[1], "nothing") };

    public required Dataset Data { get; set; }

    /// <summary>The samples' indices.</summary>
    public ReadOnlyMemory<int> Indices { get; set; }

    /// <summary>What a sample of each class counts; null for 1.</summary>
    public double[]? ClassWeights { get; set; }

    /// <summary>
    /// How many samples' losses are reduced together: all of a training step's, in an evaluation those of Keras' batches.
    /// </summary>
    public int ReducedTogether { get; set; } = int.MaxValue;

    /// <summary>
    /// For every <see cref="ReducedTogether"/> samples, what the loss' reduction multiplies theirs with before the batch takes the mean;
    /// see <see cref="LossStep.Prepare"/>.
    /// </summary>
    public double[] LossFactors { get; set; } = [1];

    /// <summary>What becomes of the data's bytes.</summary>
    public PixelScaling Pixels { get; set; } = new(1, 0);

    /// <summary>Keys the random numbers of this batch.</summary>
    public ulong Step { get; set; }

    public int Count => Indices.Length;
}

/// <summary>One group of samples on its way through a plan.</summary>
internal sealed class Pass(Workspace work) : IDisposable
{
    public Workspace Work { get; } = work;

    /// <summary>Samples in the group.</summary>
    public int Count { get; set; }

    /// <summary>The first sample's place in the batch.</summary>
    public int First { get; set; }

    public Batch? Batch { get; set; }

    /// <summary>Whether random layers act.</summary>
    public bool Training { get; set; }

    /// <summary>Which part of a step's output is computed, where a sample has several threads.</summary>
    public Part Part { get; set; } = Part.Whole;

    /// <summary>The shard's gradients, all parameters one after another.</summary>
    public AlignedFloats? Gradients { get; set; }

    /// <summary>What is kept of the whole batch.</summary>
    public BatchStore? Store { get; set; }

    /// <summary>Whether gradients are added to what earlier groups of the shard left.</summary>
    public bool Accumulate { get; set; }

    /// <summary>The group's sums of losses and metrics.</summary>
    public required double[] Sums { get; init; }

    public Span<float> Data(Value value) => Work[value.Data][..(Count * value.Size)];

    public Span<float> Gradient(Value value) => Work[value.Gradient][..(Count * value.Size)];

    /// <summary>What is kept of this group's samples and those behind them, in the first plane.</summary>
    public Span<float> Kept(KeptRows rows) => Store!.Values(rows)[(First * rows.SampleSize)..];

    public Span<float> Gradient(Parameter parameter) => Gradients!.Span.Slice(parameter.Offset, parameter.Size);

    public void Dispose() => Work.Dispose();
}
