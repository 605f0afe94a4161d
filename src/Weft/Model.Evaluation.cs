using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    // Keras' batch size of an evaluation; it matters to reductions other than the mean over all samples.
    private const int EvaluationBatchSize = 32;

    private Evaluator? _evaluator;

    /// <summary>Measures the model on data.</summary>
    /// <param name="data">What to measure on.</param>
    /// <param name="batchSize">Samples per batch. It matters to losses that a batch reduces otherwise than to the mean over samples: all
    /// others give the same for any.</param>
    /// <param name="sampleWeights">How much each sample counts in the loss and in metrics that are weighted; those of the data set
    /// otherwise.</param>
    /// <param name="steps">How many batches are measured, from the first; null for all.</param>
    /// <param name="cancellationToken">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the number of batches is below 1.</exception>
    /// <exception cref="DataException">The data does not fit the model, or the weights the data.</exception>
    /// <exception cref="TrainingException">The model is not compiled.</exception>
    public Evaluation Evaluate(Dataset data, int batchSize = EvaluationBatchSize, ReadOnlyMemory<float> sampleWeights = default,
        int? steps = null, CancellationToken cancellationToken = default)
    {
        RequireCompiled(nameof(Evaluate));
        RequireAtLeastOne(batchSize, nameof(batchSize), nameof(Evaluate));
        RequireAtLeastOne(steps ?? 1, nameof(steps), nameof(Evaluate));
        data = DataCheck.ForTraining(this, Weighted(data, sampleWeights), nameof(Evaluate));
        data = steps is { } batches ? data.Take((int)Math.Min((long)batches * batchSize, data.Count)) : data;
        return Flips || IsTempered
            ? Evaluator.MeasureOutputs(InBatches(new OutputsDataset(Predict(data, cancellationToken), data), batchSize), Threads,
                cancellationToken)
            : Measure(data, batchSize, cancellationToken);
    }

    /// <summary>Measures the model on data.</summary>
    /// <param name="data">What to measure on.</param>
    /// <param name="cancellationToken">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled.</exception>
    public Evaluation Evaluate(Dataset data, CancellationToken cancellationToken) =>
        Evaluate(data, EvaluationBatchSize, cancellationToken: cancellationToken);

    /// <summary>Measures the model's own answers, whatever is done to them in use.</summary>
    internal Evaluation Measure(Dataset data, int batchSize, CancellationToken cancellationToken) =>
        Evaluator.Measure(InBatches(data, batchSize), Threads, cancellationToken);

    private Evaluator Evaluator => _evaluator ??= new Evaluator(Graph, Seed, _session!, Convolutions);

    // All samples of a data set, in order.
    private Batch WholeBatch(Dataset data) =>
        new() { Data = data, Indices = Tables.Multiples(data.Count, 1), Pixels = Pixels, Step = (ulong)Iterations };

    // A loss is reduced batch by batch, though the engine goes through all of them at once.
    private Batch InBatches(Dataset data, int batchSize)
    {
        Batch batch = WholeBatch(data);
        batch.ReducedTogether = batchSize;
        return batch;
    }

    private static void RequireAtLeastOne(int value, string name, string who)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, $"{who}: expected {name} of at least 1, got {value}.");
        }
    }
}
