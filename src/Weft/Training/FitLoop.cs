using System.Diagnostics;

using Weft.Data;
using Weft.Engine;

namespace Weft.Training;

/// <summary>The epochs of one training run.</summary>
internal sealed class FitLoop
{
    private readonly Sequential _model;
    private readonly Dataset _train;
    private readonly Dataset? _validation;
    private readonly bool _shuffle;
    private readonly Mixing? _mixing;
    private readonly Callback[] _callbacks;
    private readonly CancellationToken _cancellation;
    private readonly TrainingRun _run;
    private readonly Batch _batch;
    private readonly int[] _order;
    private readonly MetricStates _states;

    public FitLoop(Sequential model, Dataset train, Dataset? validation, int epochs, int batchSize, bool shuffle, double[]? classWeights, Mixing? mixing, IReadOnlyList<Callback> callbacks, CancellationToken cancellation)
    {
        _model = model;
        _train = train;
        _validation = validation;
        _shuffle = shuffle;
        _mixing = mixing;
        _callbacks = [.. callbacks];
        _cancellation = cancellation;
        string[] metrics = [.. model.Metrics.Select(metric => metric.Name)];
        _run = new TrainingRun(model, epochs, batchSize, (train.Count + batchSize - 1) / batchSize, train.Count, validation?.Count ?? 0, metrics);
        _batch = new Batch { Data = train, ClassWeights = classWeights, PixelScale = model.PixelScale };
        _order = new int[train.Count];
        _states = new MetricStates(model.Metrics, model.OutputShape.Size);
    }

    /// <summary>Trains, and returns the record.</summary>
    public History Run(string? warning)
    {
        using Trainer trainer = new(_model.CompilePlan(training: true, _mixing), _model.Optimizer!, Math.Min(_run.BatchSize, _train.Count), _model.Threads);
        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainBegin(_run);
        }

        if (warning is not null)
        {
            Warn(warning);
        }

        for (int epoch = 1; epoch <= _run.Epochs && !_run.History.Interrupted && !_run.StopTraining; epoch++)
        {
            _run.Epoch = epoch;
            RunEpoch(trainer);
        }

        // A run that was cut short may go on; its weights are still those of the last step.
        if (!_run.History.Interrupted)
        {
            _model.FinishTraining();
        }

        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainEnd(_run);
        }

        return _run.History;
    }

    private void Warn(string message)
    {
        _run.History.Warn(message);
        foreach (Callback callback in _callbacks)
        {
            callback.OnWarning(_run, message);
        }
    }

    private void RunEpoch(Trainer trainer)
    {
        long begin = Stopwatch.GetTimestamp();
        _run.Step = 0;
        foreach (Callback callback in _callbacks)
        {
            callback.OnEpochBegin(_run);
        }

        SetOrder();
        double[] totals = new double[trainer.Sums.Length];
        double learningRate = 0;
        int seen = 0;
        for (int start = 0; start < _order.Length && !_run.StopTraining; start += _run.BatchSize)
        {
            if (_cancellation.IsCancellationRequested)
            {
                _run.History.Interrupted = true;
                return;
            }

            _batch.Indices = _order.AsMemory(start, Math.Min(_run.BatchSize, _order.Length - start));
            seen += _batch.Count;
            learningRate = Step(trainer, totals, seen);
        }

        _model.FinishEpoch();
        Dictionary<string, double> values = new() { ["loss"] = _run.Loss };
        for (int i = 0; i < _run.MetricNames.Count; i++)
        {
            values[_run.MetricNames[i]] = _run.Metrics[i];
        }

        Validate(values);
        EpochResult result = new(_run.Epoch, Stopwatch.GetElapsedTime(begin).TotalSeconds, learningRate, values);
        _run.History.Add(result);
        foreach (Callback callback in _callbacks)
        {
            callback.OnEpochEnd(_run, result);
        }
    }

    private double Step(Trainer trainer, double[] totals, int seen)
    {
        foreach (Callback callback in _callbacks)
        {
            callback.OnBatchBegin(_run);
        }

        double learningRate = _model.TrainStep(trainer, _batch);
        for (int i = 0; i < totals.Length; i++)
        {
            totals[i] += trainer.Sums[i];
        }

        _run.Loss = totals[0] / seen;
        for (int i = 0; i < _run.MetricValues.Length; i++)
        {
            _run.MetricValues[i] = _states.Result(i, totals.AsSpan(1), seen);
        }

        _run.Step++;
        foreach (Callback callback in _callbacks)
        {
            callback.OnBatchEnd(_run);
        }

        return learningRate;
    }

    private void SetOrder()
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (_shuffle)
        {
            Generator random = new((ulong)_model.Seed, (ulong)RandomPurpose.Shuffle, (ulong)_model.Metadata.Epochs);
            random.Shuffle<int>(_order);
        }
    }

    private void Validate(Dictionary<string, double> values)
    {
        if (_validation is null)
        {
            return;
        }

        Evaluation evaluation = _model.Measure(_validation, CancellationToken.None);
        values["val_loss"] = evaluation.Loss;
        foreach ((string name, double value) in evaluation.Metrics)
        {
            values[$"val_{name}"] = value;
        }
    }
}
