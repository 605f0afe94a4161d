using System.Diagnostics;

using Weft.Training;

namespace Weft;

/// <summary>Where a training run stands, as callbacks see it.</summary>
public sealed class TrainingRun
{
    private readonly double[] _metrics;
    private readonly MetricStates _states;
    private readonly IReadOnlyList<Callback> _callbacks;
    private readonly Lazy<RunIdentity> _identity;
    private long _epochBegin;
    private double _earlierSeconds;

    private readonly EpochSteps _steps;

    internal TrainingRun(Model model, TrainingSession session, FitSettings settings, int trainCount, int validationCount,
        IReadOnlyList<Callback> callbacks, Func<RunIdentity> identity)
    {
        (Model, Session) = (model, session);
        (Epochs, BatchSize, InitialEpoch) = (settings.Epochs, settings.BatchSize, settings.InitialEpoch);
        Epoch = InitialEpoch;
        _steps = new EpochSteps(trainCount, BatchSize, settings.StepsPerEpoch);
        TrainCount = trainCount;
        ValidationCount = validationCount;
        MetricNames = session.MetricNames;
        _states = new MetricStates(session.Metrics, model.OutputShape.Size);
        Totals = new double[1 + _states.Length];
        _metrics = new double[MetricNames.Count];
        _callbacks = callbacks;
        _identity = new Lazy<RunIdentity>(identity);
    }

    /// <summary>The model that is trained.</summary>
    public Model Model { get; }

    /// <summary>What the run needs of the model.</summary>
    internal TrainingSession Session { get; }

    /// <summary>How many epochs were asked for, those before <see cref="InitialEpoch"/> included: the number of the last one.</summary>
    public int Epochs { get; }

    /// <summary>The epochs that were done before this run.</summary>
    public int InitialEpoch { get; }

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; }

    /// <summary>Steps per epoch, the last short one included. An epoch that the data does not suffice for has fewer.</summary>
    public int StepsPerEpoch => _steps.PerEpoch;

    /// <summary>The steps that the current epoch has data for.</summary>
    internal int EpochSteps => _steps.Count(OfRun);

    /// <summary>The current epoch's first batch in its pass through the data.</summary>
    internal int FirstBatch => _steps.First(OfRun);

    /// <summary>The epochs of this pass through the data that are over.</summary>
    internal int EpochsOfPass => _steps.Before(OfRun);

    /// <summary>Samples trained on.</summary>
    public int TrainCount { get; }

    /// <summary>Samples validated on; 0 without validation.</summary>
    public int ValidationCount { get; }

    /// <summary>The current epoch, counted from 1.</summary>
    public int Epoch { get; private set; }

    /// <summary>The steps of this epoch that are done.</summary>
    public int Step { get; private set; }

    /// <summary>The mean loss over the epoch so far.</summary>
    public double Loss { get; private set; }

    /// <summary>The names of <see cref="Metrics"/>.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <summary>The means of the metrics over the epoch so far.</summary>
    public ReadOnlySpan<double> Metrics => _metrics;

    /// <summary>Set to end the run after the current step; the model keeps what it learned.</summary>
    public bool StopTraining { get; set; }

    /// <summary>The record of the finished epochs.</summary>
    public History History { get; } = new();

    /// <summary>Whether some of the epoch's steps may be done, and its end is not.</summary>
    internal bool IsInsideEpoch => Epoch - InitialEpoch > History.Epochs.Count;

    // The current epoch, counted from 0, from the first of this run.
    private int OfRun => Epoch - InitialEpoch - 1;

    /// <summary>The learning rate of the next step. Setting it makes it constant from there on.</summary>
    /// <exception cref="TrainingException">The optimizer's rate follows a schedule, and so cannot be set.</exception>
    public double LearningRate
    {
        get => Session.LearningRate;
        set => Session.LearningRate = value;
    }

    /// <summary>The learning rate of the last step.</summary>
    internal double LastLearningRate { get; private set; }

    /// <summary>How long the current epoch has taken, over all sittings.</summary>
    internal double EpochSeconds => _earlierSeconds + Stopwatch.GetElapsedTime(_epochBegin).TotalSeconds;

    /// <summary>The sums over the epoch so far: losses, then the metrics' states.</summary>
    internal double[] Totals { get; }

    internal void BeginEpoch()
    {
        Epoch++;
        Step = 0;
        Array.Clear(Totals);
        _epochBegin = Stopwatch.GetTimestamp();
        _earlierSeconds = 0;
    }

    internal void EndStep(ReadOnlySpan<double> sums, double learningRate)
    {
        for (int i = 0; i < Totals.Length; i++)
        {
            Totals[i] += sums[i];
        }

        LastLearningRate = learningRate;
        Step++;
        SetMeans();
    }

    /// <summary>What a checkpoint keeps of this run.</summary>
    internal TrainingState Capture()
    {
        Dictionary<string, CallbackState> states = [];
        foreach ((string key, Callback callback) in Keyed())
        {
            CallbackState state = new();
            callback.SaveState(state);
            if (!state.IsEmpty)
            {
                states.Add(key, state);
            }
        }

        return new TrainingState
        {
            Identity = _identity.Value,
            Epoch = Epoch,
            Step = Step,
            Stopped = StopTraining,
            Totals = Totals,
            LearningRate = LastLearningRate,
            Seconds = EpochSeconds,
            Epochs = History.Epochs,
            Warnings = History.Warnings,
            Callbacks = states,
        };
    }

    /// <summary>Goes back to where a checkpoint was made.</summary>
    /// <exception cref="TrainingException">That was another run; nothing is changed then.</exception>
    internal void Restore(TrainingState state)
    {
        Dictionary<string, Callback> callbacks = Keyed().ToDictionary();
        if (_identity.Value.DifferenceTo(state.Identity) is { } difference)
        {
            throw new TrainingException($"expected a checkpoint of this run, got one of another: {difference}.");
        }

        if (state.Callbacks.Keys.FirstOrDefault(key => !callbacks.ContainsKey(key)) is { } missing)
        {
            throw new TrainingException($"expected a checkpoint of a run with these callbacks, got one that keeps what {missing} remembers, which this run does not have.");
        }

        if (state.Totals.Count != Totals.Length || state.Step > StepsPerEpoch || state.Step < 0
            || state.Epoch - InitialEpoch - state.Epochs.Count is not (0 or 1))
        {
            throw new TrainingException($"expected a position within {StepsPerEpoch} steps per epoch and {Totals.Length} sums, got step {state.Step} of epoch {state.Epoch}, {state.Epochs.Count} epochs done, {state.Totals.Count} sums.");
        }

        (Epoch, Step, StopTraining, LastLearningRate, _earlierSeconds) = (state.Epoch, state.Step, state.Stopped, state.LearningRate, state.Seconds);
        _epochBegin = Stopwatch.GetTimestamp();
        state.Totals.ToArray().CopyTo(Totals, 0);
        SetMeans();
        History.Restore(state.Epochs, state.Warnings);
        foreach ((string key, CallbackState remembered) in state.Callbacks)
        {
            callbacks[key].RestoreState(remembered);
        }
    }

    // EarlyStopping, then a second one EarlyStopping 2: a callback that only shows the run may come or go without a change to the others' keys.
    private IEnumerable<(string Key, Callback Callback)> Keyed() => _callbacks
        .GroupBy(callback => callback.GetType().Name)
        .SelectMany(kind => kind.Select((callback, i) => (i == 0 ? kind.Key : $"{kind.Key} {i + 1}", callback)));

    private void SetMeans()
    {
        long first = (long)FirstBatch * BatchSize;
        int seen = (int)(Math.Min(first + ((long)Step * BatchSize), TrainCount) - first);
        Loss = Totals[0] / seen;
        _states.Results(Totals.AsSpan(1), _metrics);
    }
}
