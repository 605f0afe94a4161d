using Weft.Data;
using Weft.Engine;

namespace Weft.Training;

/// <summary>Steps on batches that a program hands over one by one: what Fit sets up for a run is kept between them.</summary>
/// <remarks>
/// The trainer's workers hold nothing of this object, so that it goes with a model that nobody needs any more, and its threads and memory
/// with it.
/// </remarks>
internal sealed class BatchLoop : IDisposable
{
    private readonly Model _model;
    private readonly TrainingSession _session;
    private readonly (Weight Weight, bool Trainable)[] _weights;
    private readonly WeightWatch _watch;
    private readonly BatchFigures _trained;
    private readonly BatchFigures _tested;
    private Trainer? _trainer;
    private Batch? _batch;
    private Dataset? _given;
    private long _changes;
    private int _capacity;
    private int _threads;
    private int[] _all = [];

    public BatchLoop(Model model, TrainingSession session)
    {
        (_model, _session) = (model, session);
        _weights = [.. model.Weights.Select(weight => (weight, weight.Trainable))];
        _watch = new WeightWatch(model.Weights);
        MetricStates states = new(session.Metrics, model.OutputShape.Size);
        (_trained, _tested) = (new BatchFigures(states, session.MetricNames), new BatchFigures(states, session.MetricNames));
    }

    ~BatchLoop() => _trainer?.Dispose();

    public void Dispose()
    {
        FreeTrainer();
        GC.SuppressFinalize(this);
    }

    /// <summary>One optimizer step.</summary>
    /// <param name="data">Where the samples are from.</param>
    /// <param name="indices">Which; empty for all.</param>
    /// <param name="classWeights">What a sample of each class counts; null for 1.</param>
    /// <exception cref="TrainingException">The loss is no number; the weights stay.</exception>
    public BatchFigures Train(Dataset data, ReadOnlyMemory<int> indices, double[]? classWeights)
    {
        Batch batch = Take(data, indices, "TrainOnBatch");
        batch.ClassWeights = classWeights;
        batch.ReducedTogether = int.MaxValue;
        Trainer trainer = Ready(batch.Count);
        if (!_session.TryStep(trainer, batch, out double loss))
        {
            throw _session.LossNotFinite(loss, "TrainOnBatch");
        }

        _changes = _watch.Changes;
        _model.Describe(batch.Data, isFirst: _model.Metadata.TrainedOn is null);
        return _trained.Take(trainer.Sums, batch.Count);
    }

    /// <summary>Losses and metrics alone.</summary>
    /// <param name="data">Where the samples are from.</param>
    /// <param name="indices">Which; empty for all.</param>
    /// <param name="evaluator">Who measures.</param>
    public BatchFigures Test(Dataset data, ReadOnlyMemory<int> indices, Evaluator evaluator)
    {
        Batch batch = Take(data, indices, "TestOnBatch");
        batch.ClassWeights = null;
        batch.ReducedTogether = batch.Count;
        batch.Step = (ulong)_session.Iterations;
        return _tested.Take(evaluator.Sums(batch, _model.Threads), batch.Count);
    }

    // Data sets never change: one that was looked through is not looked through again.
    private Batch Take(Dataset data, ReadOnlyMemory<int> indices, string who)
    {
        if (_batch is null || !ReferenceEquals(data, _given))
        {
            Dataset checkedData = DataCheck.ForTraining(_model, data, who);
            _batch = new Batch { Data = checkedData };
            _given = data;
            _all = indices.IsEmpty && _all.Length != data.Count ? Tables.Multiples(data.Count, 1) : _all;
        }

        foreach (int index in indices.Span)
        {
            if ((uint)index >= (uint)data.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), $"{who}: expected samples from 0 to {data.Count - 1} of data set "
                    + $"'{data.Name}', got {index}.");
            }
        }

        if (indices.IsEmpty && _all.Length != data.Count)
        {
            _all = Tables.Multiples(data.Count, 1);
        }

        _batch.Indices = indices.IsEmpty ? _all : indices;
        _batch.Pixels = _model.Pixels;
        return _batch;
    }

    private Trainer Ready(int count)
    {
        if (_trainer is null || count > _capacity || _threads != _model.Threads || HasOtherLayersFrozen())
        {
            FreeTrainer();
            _trainer = _session.CreateTrainer(_model.CompilePlan(training: true), count, _model.Threads);
            (_capacity, _threads) = (count, _model.Threads);
        }
        else if (_watch.Changes != _changes)
        {
            _trainer.Repack();
        }

        return _trainer;
    }

    private void FreeTrainer()
    {
        _trainer?.Dispose();
        _trainer = null;
    }

    private bool HasOtherLayersFrozen()
    {
        foreach ((Weight weight, bool trainable) in _weights)
        {
            if (weight.Trainable != trainable)
            {
                return true;
            }
        }

        return false;
    }
}
