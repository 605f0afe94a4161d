using Weft.Data;
using Weft.Training;

namespace Weft;

public partial class Model
{
    private BatchLoop? _batches;

    /// <summary>One optimizer step on a batch: for training loops of one's own.</summary>
    /// <remarks>
    /// <code>
    /// foreach (int[] batch in order.Chunk(32))
    /// {
    ///     BatchFigures figures = model.TrainOnBatch(train, batch);
    ///     Console.WriteLine($"loss {figures.Loss:F4}");
    /// }
    /// </code>
    /// The same batches one after another give the bits that <see cref="Fit"/> gives without shuffling. Once a data set and a batch size
    /// have been seen, a step allocates nothing.
    /// An average of the weights (<see cref="Optimizer.UseEma"/>) is kept, and not put in the place of the weights at the end.
    /// </remarks>
    /// <param name="data">The samples.</param>
    /// <param name="indices">Which of them are the batch, in order; empty for all.</param>
    /// <param name="classWeights">How much a sample of a class counts; 1 where none is given.</param>
    /// <returns>Loss and metrics of the batch, before the step; always the same object.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The data has no such sample, or the model no such class.</exception>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled, layers were frozen or set free since, or the loss is no number; the
    /// weights stay.</exception>
    public BatchFigures TrainOnBatch(
        Dataset data, ReadOnlyMemory<int> indices = default, IReadOnlyDictionary<int, double>? classWeights = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (classWeights is not null && !data.SampleWeights.IsEmpty)
        {
            throw BothWeights(nameof(TrainOnBatch));
        }

        return Batches(nameof(TrainOnBatch)).Train(data, indices, WeightsByClass(classWeights, nameof(TrainOnBatch)));
    }

    /// <summary>Loss and metrics of a batch, without a step: layers do what they do in prediction.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="indices">Which of them are the batch; empty for all.</param>
    /// <returns>Loss and metrics of the batch; always the same object.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The data has no such sample.</exception>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled.</exception>
    public BatchFigures TestOnBatch(Dataset data, ReadOnlyMemory<int> indices = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Batches(nameof(TestOnBatch)).Test(data, indices, Evaluator);
    }

    /// <summary>The model's output for a batch of samples: <see cref="Predict(Tensor)"/> by Keras' other name.</summary>
    /// <param name="x">Samples as the model's input layer takes them: <c>[batch, ...input]</c>.</param>
    /// <returns><c>[batch, ...output]</c>.</returns>
    /// <exception cref="ShapeException">The samples are of another shape.</exception>
    /// <exception cref="DataException">The samples hold NaN or infinity.</exception>
    public Tensor PredictOnBatch(Tensor x) => Predict(x);

    private BatchLoop Batches(string who)
    {
        TrainingSession session = RequireCompiled(who);
        return _batches ??= new BatchLoop(this, session);
    }

    // What was set up for the steps belongs to a compiled model.
    private void EndBatches()
    {
        _batches?.Dispose();
        _batches = null;
    }

    private static ArgumentException BothWeights(string who) => new(
        $"{who}: expected class weights or sample weights, got both, as Keras has it. Multiply the sample weights by the class "
            + "weights.", "classWeights");

    // What a model was trained on is said once it has learned something.
    internal void Describe(Dataset data, bool isFirst)
    {
        if (isFirst || Metadata.TrainedOn != data.Name)
        {
            Metadata = Metadata with
            {
                ClassNames = data.ClassNames.Count > 0 ? data.ClassNames : Metadata.ClassNames,
                PixelScale = PixelScale,
                TrainedOn = data.Name,
                Seed = Seed,

                // One that was fitted to the weights as they were.
                Temperature = null,
            };
        }
    }
}
