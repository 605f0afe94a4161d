using Weft.Data;
using Weft.Engine;
using Weft.Schedules;
using Weft.Training;

namespace Weft;

public sealed partial class Sequential
{
    private Inference? _evaluation;
    private string[] _metricNames = [];

    /// <summary>The optimizer the model was compiled with; null before.</summary>
    public Optimizer? Optimizer { get; private set; }

    /// <summary>The loss the model was compiled with; null before.</summary>
    public Loss? Loss { get; private set; }

    /// <summary>The metrics the model was compiled with.</summary>
    public IReadOnlyList<Metric> Metrics { get; private set; } = [];

    /// <summary>Batches the optimizer has taken in.</summary>
    public long Iterations { get; private set; }

    /// <summary>What the metrics are called in histories and evaluations: a second one of a name is <c>auc_1</c>, as in Keras.</summary>
    internal IReadOnlyList<string> MetricNames => _metricNames;

    /// <summary>Sets what training minimises, how, and what it reports. The optimizer starts afresh.</summary>
    /// <param name="optimizer">How gradients change weights.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="metrics">What is reported beside the loss.</param>
    /// <exception cref="ShapeException">The last layer does not fit the loss.</exception>
    public void Compile(Optimizer optimizer, Loss loss, params ReadOnlySpan<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        CompileCheck.Run(this, loss);
        (Optimizer, Loss, Metrics) = (optimizer, loss, metrics.ToArray());
        _metricNames = Distinct([.. Metrics.Select(metric => metric.Name)]);
        Iterations = 0;
        foreach (Weight weight in Weights)
        {
            weight.Slots = weight.Trainable ? [.. optimizer.Slots.Select(slot => Filled(weight.Values.Length, (float)slot.Initial))] : [];
        }

        Interlocked.Exchange(ref _evaluation, null)?.Dispose();
    }

    /// <summary>Trains the model.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="epochs">How often to go through it.</param>
    /// <param name="batchSize">Samples per step; a last short batch is trained on too.</param>
    /// <param name="validationSplit">The LAST part of the data that is kept for validation, taken before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether samples come in a new order every epoch.</param>
    /// <param name="classWeights">How much a sample of a class counts; 1 where none is given.</param>
    /// <param name="mixing">How samples of a batch are mixed with each other, such as <c>new MixUp(0.2)</c>; null for not at all.</param>
    /// <param name="callbacks">Called at the run's turning points.</param>
    /// <param name="cancellationToken">Ends the run after the current step; the history then says so, and nothing learned is lost.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epochs, batch size or validation split make no sense.</exception>
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
        IReadOnlyList<Callback>? callbacks = null,
        CancellationToken cancellationToken = default)
    {
        RequireCompiled(nameof(Fit));
        RequireAtLeastOne(epochs, nameof(epochs));
        RequireAtLeastOne(batchSize, nameof(batchSize));
        if (validationSplit is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationSplit), $"Fit: expected validationSplit from 0 up to but not including 1, got {validationSplit}.");
        }

        DataCheck.ForTraining(this, train, nameof(Fit));
        ValueRangeCheck.Run(this, train);
        string? warning = null;
        if (validationData is not null)
        {
            DataCheck.ForTraining(this, validationData, $"{nameof(Fit)} (validation)");
        }
        else if (validationSplit > 0)
        {
            (train, validationData) = train.SplitTail(validationSplit);
            warning = Splits.ClassMixWarning(train, validationData);
        }

        Metadata = Metadata with
        {
            ClassNames = train.ClassNames.Count > 0 ? train.ClassNames : Metadata.ClassNames,
            PixelScale = PixelScale,
            TrainedOn = train.Name,
            Seed = Seed,
            // One that was fitted to the weights as they were.
            Temperature = null,
        };
        FitLoop loop = new(this, train, validationData, epochs, batchSize, shuffle, WeightsByClass(classWeights), mixing, callbacks ?? [], cancellationToken);
        try
        {
            return loop.Run(warning);
        }
        finally
        {
            Changed();
        }
    }

    /// <summary>Measures the model on data.</summary>
    /// <param name="data">What to measure on.</param>
    /// <param name="cancellationToken">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled.</exception>
    public Evaluation Evaluate(Dataset data, CancellationToken cancellationToken = default)
    {
        RequireCompiled(nameof(Evaluate));
        DataCheck.ForTraining(this, data, nameof(Evaluate));
        return Flips || IsTempered ? MeasureAnswers(data, cancellationToken) : Measure(data, cancellationToken);
    }

    internal Evaluation Measure(Dataset data, CancellationToken cancellationToken)
    {
        Inference plan = EnterEvaluation();
        try
        {
            return Measure(plan, WholeBatch(data), cancellationToken);
        }
        finally
        {
            plan.Leave();
        }
    }

    // Packed for the weights as they are. Whoever enters has to leave.
    private Inference EnterEvaluation()
    {
        lock (_compiling)
        {
            if (_evaluation is { } ready && ready.TryEnter())
            {
                ready.Pack();
                return ready;
            }

            Inference plan = new(CompilePlan(training: false));
            plan.TryEnter();
            _evaluation = plan;
            return plan;
        }
    }

    // Of an answer that is a mean, or brought to a temperature, loss and metrics are taken afterwards: by a plan of no layers, and so of no regularisers.
    private Evaluation MeasureAnswers(Dataset data, CancellationToken cancellationToken)
    {
        Batch outputs = WholeBatch(new OutputsDataset(Predict(data, cancellationToken), data));
        using Plan whole = CompilePlan(training: false);
        double price = whole.Steps.OfType<RegularizerStep>().Sum(step => step.Price());
        using Inference plan = new(PlanCompiler.Compile([], OutputShape, new PlanOptions(Seed, Training: false, Loss, Metrics)));
        return Measure(plan, outputs, cancellationToken, price);
    }

    private Evaluation Measure(Inference plan, Batch batch, CancellationToken cancellationToken, double price = 0)
    {
        Dataset data = batch.Data;
        bool hasClasses = !data.Labels.IsEmpty;
        MetricStates states = new(Metrics, OutputShape.Size);
        Inference.Results results = new([], hasClasses ? new int[data.Count] : [], new double[1 + states.Length]);
        plan.Run(batch, results, Threads, cancellationToken);
        Dictionary<string, double> metrics = [];
        for (int i = 0; i < Metrics.Count; i++)
        {
            metrics[_metricNames[i]] = states.Result(i, results.Sums.AsSpan(1), data.Count);
        }

        return new Evaluation((results.Sums[0] / data.Count) + price, metrics, data.Count, hasClasses ? Confusion(data, results.Classes) : null);
    }

    private ConfusionMatrix Confusion(Dataset data, int[] predicted)
    {
        int classes = Math.Max(2, OutputShape.Size);
        ConfusionMatrix confusion = new(data.ClassNames.Count == classes ? data.ClassNames : [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
        ReadOnlySpan<int> labels = data.Labels;
        for (int i = 0; i < predicted.Length; i++)
        {
            confusion.Add(labels[i], predicted[i]);
        }

        return confusion;
    }

    /// <summary>One optimizer step on a batch; where the loss is not finite there is none, and the weights stay.</summary>
    internal bool TryTrainStep(Trainer trainer, Batch batch, out double loss)
    {
        batch.Step = (ulong)Iterations;
        trainer.ComputeGradients(batch);
        loss = trainer.Sums[0] / batch.Count;
        if (!double.IsFinite(loss))
        {
            return false;
        }

        trainer.UpdateAverages();
        trainer.Update(Iterations, Optimizer!.LearningRate.At(Iterations));
        Iterations++;
        WeightsChanged();
        return true;
    }

    internal TrainingException LossNotFinite(double loss) => new(
        $"Fit: expected a finite loss, got {loss} at step {Iterations + 1}. The weights are as the step before left them; lower the learning rate, or check the data for extreme values.");

    internal void SetLearningRate(double learningRate)
    {
        RequireConstantRate();
        Optimizer = Optimizer! with { LearningRate = learningRate };
    }

    /// <exception cref="TrainingException">The learning rate follows a schedule.</exception>
    internal void RequireConstantRate()
    {
        if (Optimizer!.LearningRate is not ConstantSchedule)
        {
            throw new TrainingException(
                $"Fit: expected a constant learning rate for a callback to change, got {Optimizer.LearningRate.GetType().Name}. Compile with a number, or leave the callback away.");
        }
    }

    // An average begins with the first step.
    private IEnumerable<Weight> AveragedWeights => Weights.Where(weight => weight.Trainable && Optimizer!.UseEma && Iterations > 0);

    /// <summary>Gives the weights their final values: those of the moving average, where the optimizer keeps one and has seen a step.</summary>
    internal void FinishTraining()
    {
        foreach (Weight weight in AveragedWeights)
        {
            weight.Slots[0].CopyTo(weight.Values);
        }

        WeightsChanged();
    }

    /// <summary>Exchanges the weights and their moving averages, where the optimizer keeps some and has seen a step.</summary>
    internal void SwapAverages()
    {
        foreach (Weight weight in AveragedWeights)
        {
            float[] values = [.. weight.Values];
            weight.Slots[0].CopyTo(weight.Values);
            values.CopyTo(weight.Slots[0]);
        }

        WeightsChanged();
    }

    private static string[] Distinct(string[] names) =>
        [.. names.Select((name, i) => names.Take(i).Count(other => other == name) is > 0 and var earlier ? $"{name}_{earlier}" : name)];

    // All samples of a data set, in order.
    private Batch WholeBatch(Dataset data) => new() { Data = data, Indices = Tables.Multiples(data.Count, 1), PixelScale = PixelScale, Step = (ulong)Iterations };

    internal void FinishEpoch() => Metadata = Metadata with { Epochs = Metadata.Epochs + 1 };

    internal Plan CompilePlan(bool training, Mixing? mixing = null) =>
        PlanCompiler.Compile(_layers, InputShape, new PlanOptions(Seed, training, Loss, Metrics, Convolutions, mixing));

    private void RequireCompiled(string who)
    {
        if (Optimizer is null)
        {
            throw new TrainingException($"{who}: expected a compiled model, '{Name}' is not. Call Compile(optimizer, loss, metrics) first.");
        }
    }

    private static void RequireAtLeastOne(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, $"Fit: expected {name} of at least 1, got {value}.");
        }
    }

    private static float[] Filled(int length, float value)
    {
        float[] values = new float[length];
        Array.Fill(values, value);
        return values;
    }

    private double[]? WeightsByClass(IReadOnlyDictionary<int, double>? weights)
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
                : throw new ArgumentOutOfRangeException(nameof(weights), $"Fit: expected class weights of at least 0 for classes 0 to {byClass.Length - 1}, got {weight} for class {c}.");
        }

        return byClass;
    }
}
