using Weft.Data;

namespace Weft;

public sealed partial class Sequential
{
    /// <summary>The optimizer the model was compiled with; null before.</summary>
    public Optimizer? Optimizer { get; private set; }

    /// <summary>The loss the model was compiled with; null before.</summary>
    public Loss? Loss { get; private set; }

    /// <summary>The metrics the model was compiled with.</summary>
    public IReadOnlyList<Metric> Metrics { get; private set; } = [];

    /// <summary>Steps the optimizer has done.</summary>
    public long Iterations { get; private set; }

    /// <summary>Sets what training minimises, how, and what it reports.</summary>
    /// <exception cref="ShapeException">The last layer does not fit the loss.</exception>
    public void Compile(Optimizer optimizer, Loss loss, params ReadOnlySpan<Metric> metrics) => throw new NotImplementedException();

    /// <summary>Trains the model.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="epochs">How often to go through it.</param>
    /// <param name="batchSize">Samples per step; a last short batch is trained on too.</param>
    /// <param name="validationSplit">The LAST part of the data that is kept for validation, taken before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether samples come in a new order every epoch.</param>
    /// <param name="classWeights">How much a sample of a class counts; 1 where none is given.</param>
    /// <param name="callbacks">Called at the run's turning points.</param>
    /// <param name="cancellationToken">Ends the run after the current step; the history then says so, and nothing learned is lost.</param>
    /// <exception cref="DataException">The data does not fit the model, or holds labels out of range or NaN.</exception>
    /// <exception cref="TrainingException">The model is not compiled, or the loss is no longer a number.</exception>
    public History Fit(
        Dataset train,
        int epochs = 1,
        int batchSize = 32,
        double validationSplit = 0,
        Dataset? validationData = null,
        bool shuffle = true,
        IReadOnlyDictionary<int, double>? classWeights = null,
        IReadOnlyList<Callback>? callbacks = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Measures the model on data.</summary>
    /// <param name="data">What to measure on.</param>
    /// <param name="cancellationToken">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    public Evaluation Evaluate(Dataset data, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The model's output for a batch of samples, or for one sample without a batch axis.</summary>
    /// <param name="x">Samples as the model's input layer takes them (pixels of data sets are scaled by <see cref="ModelMetadata.PixelScale"/>; these are not).</param>
    public Tensor Predict(Tensor x) => throw new NotImplementedException();

    /// <summary>The model's output for every sample of a data set: <c>[count, ...output]</c>.</summary>
    public Tensor Predict(Dataset data, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    private void Changed()
    {
    }
}
