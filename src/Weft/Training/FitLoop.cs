using Weft.Data;
using Weft.Engine;

namespace Weft.Training;

/// <summary>The epochs of one training run.</summary>
internal sealed class FitLoop
{
    private readonly Model _model;
    private readonly TrainingSession _session;
    private readonly Dataset _train;
    private readonly Dataset? _validation;
    private readonly FitSettings _settings;
    private readonly Callback[] _callbacks;
    private readonly CancellationToken _cancellation;
    private readonly TrainingRun _run;
    private readonly Batch _batch;
    private readonly int[] _order;

    public FitLoop(
        Model model,
        TrainingSession session,
        Dataset train,
        Dataset? validation,
        FitSettings settings,
        IReadOnlyList<Callback> callbacks,
        CancellationToken cancellation)
    {
        (_model, _session) = (model, session);
        _train = train;
        _validation = validation;
        _settings = settings;
        _cancellation = cancellation;
        _callbacks =
        [
            .. callbacks.Where(callback => callback.Order == CallbackOrder.Normal),
            .. callbacks.Where(callback => callback.Order == CallbackOrder.Last),
        ];
        _run = new TrainingRun(model, session, settings, train.Count, validation?.Count ?? 0, _callbacks, () =>
            settings.Identity(train, validation));
        _batch = new Batch { Data = train, ClassWeights = settings.ClassWeights, Pixels = model.Pixels };
        _order = new int[train.Count];
    }

    /// <summary>Trains, and returns the record.</summary>
    public History Run(string? warning)
    {
        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainBegin(_run);
        }

        if (warning is not null && _run.Epoch == _run.InitialEpoch)
        {
            Warn(warning);
        }

        if (_run.InitialEpoch >= _run.Epochs)
        {
            Warn($"Nothing was trained: {_run.InitialEpoch} epochs are done before the first, and epoch {_run.Epochs} was to be the last.");
        }

        // Only now: a callback may have brought back weights and an optimizer's state.
        using Trainer trainer = _session.CreateTrainer(_model.CompilePlan(training: true, _settings.Mixing),
            Math.Min(_run.BatchSize, _train.Count), _model.Threads);
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
            _session.Finish();
        }

        foreach (Callback callback in _callbacks)
        {
            callback.OnTrainEnd(_run);
        }

        return _run.History;
    }

    // Once: it comes with every pass through the data.
    private void WarnOfShortEpoch(int steps)
    {
        const string begin = "The data ran out";
        if (!_run.History.Warnings.Any(warning => warning.StartsWith(begin, StringComparison.Ordinal)))
        {
            Warn($"{begin}: epoch {_run.Epoch} has {steps} of {_run.StepsPerEpoch} steps, and so has every epoch in which a pass "
                + "through the data ends. "
                + $"{_run.TrainCount} samples are {(_run.TrainCount + _run.BatchSize - 1) / _run.BatchSize} batches of {_run.BatchSize}.");
        }
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
        // StopTraining takes effect after at least one step of the epoch, as in Keras.
        int steps = _run.EpochSteps;
        while (_run.Step < steps && (!_run.StopTraining || _run.Step == 0))
        {
            if (_cancellation.IsCancellationRequested)
            {
                _run.History.Interrupted = true;
                return;
            }

            Step(trainer);
        }

        if (_run.Step == steps && steps < _run.StepsPerEpoch)
        {
            WarnOfShortEpoch(steps);
        }

        CloseEpoch();
    }

    private void CloseEpoch()
    {
        RequireFiniteWeights();
        _model.Metadata = _model.Metadata with { Epochs = _model.Metadata.Epochs + 1 };
        Dictionary<string, double> values = new() { ["loss"] = _run.Loss };
        for (int i = 0; i < _run.MetricNames.Count; i++)
        {
            values[_run.MetricNames[i]] = _run.Metrics[i];
        }

        EpochResult result;
        IDisposable?[] around = [];
        try
        {
            around = [.. _callbacks.Select(callback => callback.AroundValidation(_run))];
            Validate(values);
            if (Array.Exists(_callbacks, callback => callback.SetsLearningRate))
            {
                values[History.LearningRate] = _run.LastLearningRate;
            }

            result = new(_run.Epoch, _run.EpochSeconds, _run.LastLearningRate, values);
            _run.History.Add(result);
            EndEpoch(CallbackOrder.Normal, result);
        }
        finally
        {
            foreach (IDisposable? one in around.Reverse())
            {
                one?.Dispose();
            }
        }

        EndEpoch(CallbackOrder.Last, result);
    }

    private void EndEpoch(CallbackOrder order, EpochResult result)
    {
        foreach (Callback callback in _callbacks.Where(callback => callback.Order == order))
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

        int start = (_run.FirstBatch + _run.Step) * _run.BatchSize;
        _batch.Indices = _order.AsMemory(start, Math.Min(_run.BatchSize, _order.Length - start));
        double learningRate = _session.LearningRate;
        if (_session.TryStep(trainer, _batch, out double loss))
        {
            _model.Describe(_train, isFirst: _run.Step == 0);
            _run.EndStep(trainer.Sums, learningRate);
        }
        else if (Array.FindAll(_callbacks, callback => callback.OnLossNotFinite(_run, loss)).Length > 0)
        {
            Warn($"The run ended at step {_session.Iterations + 1}: its loss was {loss}. The weights are as the step before left them.");
            _run.EndStep(trainer.Sums, learningRate);
            _run.StopTraining = true;
        }
        else
        {
            throw _session.LossNotFinite(loss);
        }

        foreach (Callback callback in _callbacks)
        {
            callback.OnBatchEnd(_run);
        }
    }

    // The last step of an epoch may break weights without a loss that says so: no model, best or last, is made of those.
    private void RequireFiniteWeights()
    {
        if (!double.IsFinite(_run.Loss) || _model.FirstNotFinite() is not { } broken)
        {
            return;
        }

        TrainingException error = new(
            $"Fit: expected finite weights, '{broken.Name}' holds NaN or infinity after step {_model.Iterations}. "
            + "Lower the learning rate, clip gradients, or check the data for extreme values.");
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

        if (_settings.Shuffle)
        {
            Generator random = new((ulong)_model.Seed, (ulong)RandomPurpose.Shuffle, (ulong)(_model.Metadata.Epochs - _run.EpochsOfPass));
            random.Shuffle<int>(_order);
        }
    }

    private void Validate(Dictionary<string, double> values)
    {
        if (_validation is null || !_settings.ValidationFreq.Includes(_run.Epoch))
        {
            return;
        }

        int batchSize = _settings.ValidationBatchSize ?? _settings.BatchSize;
        Dataset data = _settings.ValidationSteps is { } steps
            ? _validation.Take((int)Math.Min((long)steps * batchSize, _validation.Count)) : _validation;
        Evaluation evaluation = _model.Measure(data, batchSize, CancellationToken.None);
        values["val_loss"] = evaluation.Loss;
        foreach ((string name, double value) in evaluation.Metrics)
        {
            values[$"val_{name}"] = value;
        }
    }
}
