using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    private TrainingSession? _session;

    /// <summary>The optimizer the model was compiled with; null before.</summary>
    public Optimizer? Optimizer => _session?.Optimizer;

    /// <summary>The loss the model was compiled with; null before.</summary>
    public Loss? Loss => _session?.Loss;

    /// <summary>The metrics the model was compiled with.</summary>
    public IReadOnlyList<Metric> Metrics => _session?.Metrics ?? [];

    /// <summary>Batches the optimizer has taken in.</summary>
    public long Iterations => _session?.Iterations ?? 0;

    /// <summary>What training needs of the model; null before it is compiled.</summary>
    internal TrainingSession? Session => _session;

    /// <summary>Sets what training minimises, how, and what it reports. The optimizer starts afresh.</summary>
    /// <param name="optimizer">How gradients change weights.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="metrics">What is reported beside the loss.</param>
    /// <exception cref="ShapeException">The last layer does not fit the loss.</exception>
    public void Compile(Optimizer optimizer, Loss loss, params ReadOnlySpan<Metric> metrics) => CompileAt(null, optimizer, loss, metrics.ToArray());

    // The arrays of a state become the model's own.
    private void CompileAt(OptimizerState? state, Optimizer optimizer, Loss loss, IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        CompileCheck.Run(this, loss);
        _session = new TrainingSession(Graph, optimizer, loss, metrics, state) { WeightsChanged = WeightsChanged };
        Interlocked.Exchange(ref _evaluator, null)?.Dispose();
        EndBatches();
    }

    /// <summary>Trains the model.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="epochs">How often to go through it; the number of the last epoch, where there is an
    /// <paramref name="initialEpoch"/>.</param>
    /// <param name="batchSize">Samples per step; a last short batch is trained on too.</param>
    /// <param name="validationSplit">The LAST part of the data that is kept for validation, taken before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether samples come in a new order every epoch.</param>
    /// <param name="classWeights">How much a sample of a class counts; 1 where none is given.</param>
    /// <param name="mixing">How samples of a batch are mixed with each other, such as <c>new MixUp(0.2)</c>; null for not at all.</param>
    /// <param name="sampleWeights">How much each sample of <paramref name="train"/> counts, the validation split's among them; those of the
    /// data set otherwise.</param>
    /// <param name="initialEpoch">How many epochs are done: the first is the one after them. They count in
    /// <paramref name="epochs"/>.</param>
    /// <param name="stepsPerEpoch">After how many steps an epoch ends; the next goes on through the data where it stopped. Null for a pass
    /// through the data. Where a pass ends
    /// inside an epoch, the epoch is shorter, and the next begins a new pass.</param>
    /// <param name="validationFreq">After which epochs the run validates: every so many, or a list of their numbers; null for all.</param>
    /// <param name="validationBatchSize">Samples per batch of a validation; null for <paramref name="batchSize"/>. It matters to losses
    /// that a batch reduces otherwise than to the mean over samples.</param>
    /// <param name="validationSteps">How many batches are validated on, from the first; null for all.</param>
    /// <param name="callbacks">Called at the run's turning points.</param>
    /// <param name="cancellationToken">Ends the run after the current step; the history then says so, and nothing learned is lost.</param>
    /// <exception cref="ArgumentException">There are class weights and sample weights.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epochs, steps, a batch size or the validation split make no sense.</exception>
    /// <exception cref="DataException">The data does not fit the model, or holds labels out of range or NaN.</exception>
    /// <exception cref="ShapeException">CutMix, and samples that are no pictures.</exception>
    /// <exception cref="TrainingException">The model is not compiled, or the loss is no longer a number.</exception>
    public History Fit(
        Dataset train,
        int epochs = 1,
        int batchSize = 32,
        double validationSplit = 0,
        Dataset? validationData = null,
        bool shuffle = true,
        IReadOnlyDictionary<int, double>? classWeights = null,
        Mixing? mixing = null,
        ReadOnlyMemory<float> sampleWeights = default,
        int initialEpoch = 0,
        int? stepsPerEpoch = null,
        ValidationFrequency? validationFreq = null,
        int? validationBatchSize = null,
        int? validationSteps = null,
        IReadOnlyList<Callback>? callbacks = null,
        CancellationToken cancellationToken = default)
    {
        TrainingSession session = RequireCompiled(nameof(Fit));
        FitSettings settings = new FitSettings
        {
            Epochs = epochs,
            BatchSize = batchSize,
            Shuffle = shuffle,
            ClassWeights = WeightsByClass(classWeights, nameof(Fit)),
            Mixing = mixing,
            InitialEpoch = initialEpoch,
            StepsPerEpoch = stepsPerEpoch,
            ValidationFreq = validationFreq ?? ValidationFrequency.EveryEpoch,
            ValidationBatchSize = validationBatchSize,
            ValidationSteps = validationSteps,
        }.Checked();
        train = Weighted(train, sampleWeights);
        if (classWeights is not null && train is { SampleWeights.IsEmpty: false })
        {
            throw BothWeights(nameof(Fit));
        }

        if (validationSplit is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationSplit), $"Fit: expected validationSplit from 0 up to but not including 1, got {validationSplit}.");
        }

        train = DataCheck.ForTraining(this, train, nameof(Fit));
        ValueRangeCheck.Run(this, train);
        string? unused = ClassMatch.Unused(this, train), warning = null;
        if (validationData is not null)
        {
            IReadOnlyList<string>? names = train.ClassNames.Count > 0 ? train.ClassNames : null;
            validationData = DataCheck.ForTraining(this, validationData, $"{nameof(Fit)} (validation)", names);
        }
        else if (validationSplit > 0)
        {
            (train, validationData) = train.SplitTail(validationSplit);
            warning = Splits.ClassMixWarning(train, validationData);
        }

        EndBatches();
        FitLoop loop = new(this, session, train, validationData, settings, callbacks ?? [], cancellationToken);
        try
        {
            return loop.Run(unused is null ? warning : warning is null ? unused : $"{unused} {warning}");
        }
        finally
        {
            Changed();
        }
    }

    internal Plan CompilePlan(bool training, Mixing? mixing = null) => PlanCompiler.Compile(Graph, new PlanOptions(Seed, training, Loss, Metrics, Convolutions, mixing));

    private TrainingSession RequireCompiled(string who) =>
        _session ?? throw new TrainingException($"{who}: expected a compiled model, '{Name}' is not. Call Compile(optimizer, loss, metrics) first.");

    private static Dataset Weighted(Dataset data, ReadOnlyMemory<float> weights)
    {
        ArgumentNullException.ThrowIfNull(data);
        return weights.IsEmpty ? data : data.WithSampleWeights(weights);
    }

    private double[]? WeightsByClass(IReadOnlyDictionary<int, double>? weights, string who)
    {
        if (weights is null)
        {
            return null;
        }

        double[] byClass = new double[Math.Max(2, OutputShape.Size)];
        Array.Fill(byClass, 1);
        foreach ((int c, double weight) in weights)
        {
            byClass[c] = (uint)c < (uint)byClass.Length && double.IsFinite(weight) && weight >= 0
                ? weight
                : throw new ArgumentOutOfRangeException(nameof(weights), $"{who}: expected class weights of at least 0 for classes 0 to {byClass.Length - 1}, got {weight} for class {c}.");
        }

        return byClass;
    }
}
