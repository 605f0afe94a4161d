using Weft.Engine;
using Weft.Schedules;

namespace Weft.Training;

/// <summary>What training needs of a model that is compiled: its optimizer, loss and metrics, what the optimizer remembers of each weight, and how many steps it has done.</summary>
/// <remarks>A weight that two models have in common is remembered by each of them apart.</remarks>
internal sealed class TrainingSession
{
    private readonly ModelGraph _graph;
    private readonly Dictionary<Weight, float[][]> _slots;

    // Keras before 2.3 files what RMSprop and Adagrad remember and not how many steps they have done.
    private bool _isGiven;

    /// <summary>Begins afresh, no step done, or from where an optimizer stood.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="state">Where the optimizer stands, whose arrays become this session's own; null to begin afresh.</param>
    public TrainingSession(ModelGraph graph, Optimizer optimizer, Loss loss, IReadOnlyList<Metric> metrics, OptimizerState? state = null)
    {
        (_graph, Optimizer, Loss, Metrics) = (graph, optimizer, loss, metrics);
        MetricNames = MetricStates.Names(metrics, graph.Outputs[0].Shape.Size);
        (Iterations, _isGiven) = (state?.Iterations ?? 0, state is not null);
        _slots = graph.Weights.Where(weight => weight.Trainable).Select((weight, index) => (weight, index))
            .ToDictionary(item => item.weight, item => state is null ? Afresh(item.weight) : TakenOver(state.Slots[item.index]));
    }

    public Optimizer Optimizer { get; private set; }

    public Loss Loss { get; }

    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>What the metrics' figures are called in histories and evaluations; see <see cref="MetricStates.Names"/>.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <summary>Called when weights have changed: what was compiled from them is stale.</summary>
    public Action WeightsChanged { get; init; } = () => { };

    /// <summary>Batches the optimizer has taken in.</summary>
    public long Iterations { get; private set; }

    /// <summary>The rate of the next step. Setting it makes it constant from there on.</summary>
    /// <exception cref="TrainingException">The rate follows a schedule, and so cannot be set.</exception>
    public double LearningRate
    {
        get => Optimizer.LearningRate.At(Iterations);
        set
        {
            RequireConstantRate();
            UseRate(value);
        }
    }

    /// <summary>The values that the optimizer keeps of all weights.</summary>
    public long SlotValues => _slots.Values.Sum(slots => slots.Sum(slot => (long)slot.Length));

    /// <summary>Where the optimizer stands; null before the first step. What is got is a copy, and the arrays of what is set become this
    /// session's own.</summary>
    public OptimizerState? State
    {
        get => Iterations == 0 && !_isGiven ? null : new OptimizerState(Iterations, LearningRate, [.. Trained.Select(weight => weight.Variable)], [.. Trained.Select(Copies)]);
        set
        {
            Iterations = value?.Iterations ?? 0;
            _isGiven = value is not null;
            foreach ((Weight weight, IReadOnlyList<Tensor> slots) in Trained.Zip(value?.Slots ?? []))
            {
                _slots[weight] = TakenOver(slots);
            }
        }
    }

    /// <summary>Whether the weight trains, as the model was compiled.</summary>
    public bool Learns(Weight weight) => _slots.ContainsKey(weight);

    /// <summary>What the optimizer remembers of a weight: one array per slot.</summary>
    public float[][] SlotsOf(Weight weight) => _slots.GetValueOrDefault(weight) ?? [];

    private IEnumerable<Weight> Trained => _graph.Weights.Where(Learns);

    // An average begins with the first step.
    private IEnumerable<Weight> Averaged => Trained.Where(_ => Optimizer.UseEma && Iterations > 0);

    /// <summary>The same position, to be trained on apart from this one; the weights themselves are shared.</summary>
    public TrainingSession Copy()
    {
        TrainingSession copy = new(_graph, Optimizer, Loss, Metrics) { Iterations = Iterations, WeightsChanged = WeightsChanged };
        foreach ((Weight weight, float[][] slots) in _slots)
        {
            copy._slots[weight] = [.. slots.Select(slot => (float[])slot.Clone())];
        }

        return copy;
    }

    /// <summary>Makes the rate constant from here on.</summary>
    public void UseRate(double rate) => Optimizer = Optimizer with { LearningRate = rate };

    /// <summary>Goes on with another optimizer of the same kind, from where a checkpoint was made.</summary>
    public void Restore(Optimizer optimizer, OptimizerState? state) => (Optimizer, State) = (optimizer, state);

    /// <summary>A trainer for the model, which goes on with what the optimizer remembers.</summary>
    /// <exception cref="TrainingException">Layers were frozen or set free since the model was compiled.</exception>
    public Trainer CreateTrainer(Plan plan, int batchSize, int threads)
    {
        foreach (Weight weight in _graph.Weights.Where(weight => weight.Trainable != Learns(weight)))
        {
            throw new TrainingException(
                $"Model '{_graph.Name}': expected the weights that train to be those of when the model was compiled, '{weight.Name}' is {(weight.Trainable ? "set free" : "frozen")} since. Call Compile again after setting Trainable.");
        }

        foreach (Parameter parameter in plan.Parameters)
        {
            parameter.Slots = SlotsOf(parameter.Weight);
        }

        return new Trainer(plan, Optimizer, batchSize, threads);
    }

    /// <summary>One optimizer step on a batch; where the loss is not finite there is none, and the weights stay.</summary>
    public bool TryStep(Trainer trainer, Batch batch, out double loss)
    {
        batch.Step = (ulong)Iterations;
        trainer.ComputeGradients(batch);
        loss = trainer.Sums[0] / batch.Count;
        if (!double.IsFinite(loss))
        {
            return false;
        }

        trainer.UpdateAverages();
        trainer.Update(Iterations, LearningRate);
        Iterations++;
        WeightsChanged();
        return true;
    }

    /// <summary>What is said of a step whose loss is no number.</summary>
    public TrainingException LossNotFinite(double loss, string who = "Fit") => new(
        $"{who}: expected a finite loss, got {loss} at step {Iterations + 1}. The weights are as the step before left them; lower the "
            + "learning rate, or check the data for extreme values.");

    /// <exception cref="TrainingException">The learning rate follows a schedule.</exception>
    public void RequireConstantRate()
    {
        if (Optimizer.LearningRate is not ConstantSchedule)
        {
            throw new TrainingException(
                $"Fit: expected a constant learning rate for a callback to change, got {Optimizer.LearningRate.GetType().Name}. Compile with a number, or remove the callback.");
        }
    }

    /// <summary>Gives the weights their final values: those of the moving average, where the optimizer keeps one and has seen a step.</summary>
    public void Finish()
    {
        foreach (Weight weight in Averaged)
        {
            _slots[weight][0].CopyTo(weight.Values);
        }

        WeightsChanged();
    }

    /// <summary>Exchanges the weights and their moving averages, where the optimizer keeps some and has seen a step.</summary>
    public void SwapAverages()
    {
        foreach (Weight weight in Averaged)
        {
            float[] values = [.. weight.Values];
            _slots[weight][0].CopyTo(weight.Values);
            values.CopyTo(_slots[weight][0]);
        }

        WeightsChanged();
    }

    private float[][] Afresh(Weight weight) => [.. Optimizer.Slots(weight.Variable).Select(slot => slot.Create(weight.Variable, weight.Values))];

    private static float[][] TakenOver(IReadOnlyList<Tensor> slots) => [.. slots.Select(slot => slot.Values)];

    private IReadOnlyList<Tensor> Copies(Weight weight) =>
        [.. Optimizer.Slots(weight.Variable).Zip(_slots[weight], (slot, values) => new Tensor(slot.ExtentsFor(weight.Variable), [.. values]))];
}
