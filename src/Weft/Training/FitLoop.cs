using System.Globalization;

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

    public FitLoop(Sequential model, Dataset train, Dataset? validation, int epochs, int batchSize, bool shuffle, double[]? classWeights, Mixing? mixing, IReadOnlyList<Callback> callbacks, CancellationToken cancellation)
    {
        _model = model;
        _train = train;
        _validation = validation;
        _shuffle = shuffle;
        _mixing = mixing;
        _cancellation = cancellation;

        // Checkpoints come last, so that they hold what the other callbacks did.
        _callbacks = [.. callbacks.OrderBy(callback => callback is BackupAndRestore)];
        _run = new TrainingRun(model, epochs, batchSize, train.Count, validation?.Count ?? 0, _callbacks, () => new RunIdentity(
            Fingerprint.Of(train),
            validation is null ? string.Empty : Fingerprint.Of(validation),
            batchSize,
            shuffle,
            classWeights is null ? string.Empty : string.Join(' ', classWeights.Select(weight => weight.ToString("R", CultureInfo.InvariantCulture))),
            string.Create(CultureInfo.InvariantCulture, $"{mixing}")));
        _batch = new Batch { Data = train, ClassWeights = classWeights, PixelScale = model.PixelScale };
        _order = new int[train.Count];
    }

    /// <summary>Trains, and returns the record.</summary>
    public History Run(string? warning)
    {
        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainBegin(_run);
        }

        if (warning is not null && _run.Epoch == 0)
        {
            Warn(warning);
        }

        // Only now: a callback may have brought back weights and an optimizer's state.
        using Trainer trainer = new(_model.CompilePlan(training: true, _mixing), _model.Optimizer!, Math.Min(_run.BatchSize, _train.Count), _model.Threads);
        if (_run.IsInsideEpoch)
        {
            FinishEpoch(trainer);
        }

        while (_run.Epoch < _run.Epochs && !_run.History.Interrupted && !_run.StopTraining)
        {
            _run.BeginEpoch();
            foreach (Callback callback in _callbacks)
            {
                callback.OnEpochBegin(_run);
            }

            FinishEpoch(trainer);
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

    // From the step where the run stands to the epoch's end.
    private void FinishEpoch(Trainer trainer)
    {
        SetOrder();
        // An epoch that has begun has a step, as in Keras.
        while (_run.Step < _run.StepsPerEpoch && (!_run.StopTraining || _run.Step == 0))
        {
            if (_cancellation.IsCancellationRequested)
            {
                _run.History.Interrupted = true;
                return;
            }

            Step(trainer);
        }

        RequireFiniteWeights();
        _model.FinishEpoch();
        Dictionary<string, double> values = new() { ["loss"] = _run.Loss };
        for (int i = 0; i < _run.MetricNames.Count; i++)
        {
            values[_run.MetricNames[i]] = _run.Metrics[i];
        }

        bool swap = Array.Exists(_callbacks, callback => callback is SwapEMAWeights);
        EpochResult result;
        try
        {
            if (swap)
            {
                _model.SwapAverages();
            }

            Validate(values);
            if (Array.Exists(_callbacks, callback => callback.SetsLearningRate))
            {
                values[History.LearningRate] = _run.LastLearningRate;
            }

            result = new(_run.Epoch, _run.EpochSeconds, _run.LastLearningRate, values);
            _run.History.Add(result);
            EndEpoch(callback => callback is not BackupAndRestore, result);
        }
        finally
        {
            if (swap)
            {
                _model.SwapAverages();
            }
        }

        EndEpoch(callback => callback is BackupAndRestore, result);
    }

    private void EndEpoch(Predicate<Callback> which, EpochResult result)
    {
        foreach (Callback callback in Array.FindAll(_callbacks, which))
        {
            callback.OnEpochEnd(_run, result);
        }
    }

    private void Step(Trainer trainer)
    {
        foreach (Callback callback in _callbacks)
        {
            callback.OnBatchBegin(_run);
        }

        int start = _run.Step * _run.BatchSize;
        _batch.Indices = _order.AsMemory(start, Math.Min(_run.BatchSize, _order.Length - start));
        double learningRate = _model.Optimizer!.LearningRate.At(_model.Iterations);
        if (_model.TryTrainStep(trainer, _batch, out double loss))
        {
            _run.EndStep(trainer.Sums, learningRate);
        }
        else if (Array.FindAll(_callbacks, callback => callback.OnLossNotFinite(_run, loss)).Length > 0)
        {
            Warn($"The run ended at step {_model.Iterations + 1}: its loss was {loss}. The weights are as the step before left them.");
            _run.EndStep(trainer.Sums, learningRate);
            _run.StopTraining = true;
        }
        else
        {
            throw _model.LossNotFinite(loss);
        }

        foreach (Callback callback in _callbacks)
        {
            callback.OnBatchEnd(_run);
        }
    }

    // The last step of an epoch may break weights without a loss that says so: no model, best or last, is made of those.
    private void RequireFiniteWeights()
    {
        if (_model.FirstNotFinite() is not { } broken)
        {
            return;
        }

        TrainingException error = new(
            $"Fit: expected finite weights, '{broken.Name}' holds NaN or infinity after step {_model.Iterations}. Lower the learning rate, clip gradients, or check the data for extreme values.");
        if (Array.FindAll(_callbacks, callback => callback.OnLossNotFinite(_run, double.NaN)).Length == 0)
        {
            throw error;
        }

        Warn(error.Message);
        _run.StopTraining = true;
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
