using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Runs training steps of a plan: shards forward and backward, their gradients summed in one order, the optimizer, the weights rearranged.</summary>
internal sealed class Trainer : IDisposable
{
    private const int MaxShards = 16;
    private const int UpdateFloats = 4096;

    private readonly Plan _plan;
    private readonly UpdateRule _rule;
    private readonly Team _team;
    private readonly Pass[] _passes;
    private readonly StagedBatch? _staged;
    private readonly AlignedFloats[] _gradients;
    private readonly double[] _shardSums;
    private readonly double[] _sums;
    private readonly float[][] _scratch;
    private readonly Stretch[] _stretches;
    private readonly (Step Step, int Part)[] _packs;
    private readonly ShardJob _shardJob;
    private readonly UpdateJob _updateJob;
    private readonly PackJob _packJob;
    private Batch? _batch;
    private int _shardSize;
    private int _shards;

    /// <summary>Some rows of a parameter: what one worker updates at a time.</summary>
    private readonly record struct Stretch(Parameter Parameter, int Begin, int End);

    /// <param name="plan">A plan with gradients.</param>
    /// <param name="optimizer">How gradients change weights.</param>
    /// <param name="batchSize">The most samples of a batch.</param>
    /// <param name="threads">How many workers.</param>
    public Trainer(Plan plan, Optimizer optimizer, int batchSize, int threads)
    {
        _plan = plan;
        _rule = optimizer.CreateRule();
        _team = new Team(threads);
        _staged = plan.HasStages ? new StagedBatch(plan, _team, batchSize) : null;
        _passes = [.. Enumerable.Range(0, _staged is null ? threads : 0).Select(_ => plan.CreatePass())];
        int shards = Enumerable.Range(1, batchSize).Max(count => ShardCount(count, plan.Group));
        _gradients = [.. Enumerable.Range(0, shards).Select(_ => new AlignedFloats(plan.GradientSize))];
        _sums = new double[plan.Loss!.SumCount];
        _shardSums = new double[shards * _sums.Length];
        _stretches = [.. plan.Parameters.SelectMany(Cut)];
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new float[2 * _stretches.Append(default).Max(s => s.Parameter is null ? 0 : (s.End - s.Begin) * s.Parameter.Columns)])];
        _packs = [.. plan.Steps.SelectMany(step => Enumerable.Range(0, step.PackParts).Select(part => (step, part)))];
        (_shardJob, _updateJob, _packJob) = (new ShardJob(this), new UpdateJob(this), new PackJob(this));
        _team.Run(_packJob, _packs.Length);
    }

    /// <summary>The sums over the last batch: its losses, then each metric.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    // The cut of a batch into shards is a function of the batch and the model alone: so are the bits of the result.
    private static int ShardSize(int count, int group) => (int)Math.Ceiling(count / (double)(MaxShards * group)) * group;

    private static int ShardCount(int count, int group) => (count + ShardSize(count, group) - 1) / ShardSize(count, group);

    private static IEnumerable<Stretch> Cut(Parameter parameter)
    {
        int rows = Math.Max(1, UpdateFloats / parameter.Columns);
        for (int begin = 0; begin < parameter.Rows; begin += rows)
        {
            yield return new Stretch(parameter, begin, Math.Min(begin + rows, parameter.Rows));
        }
    }

    /// <summary>Computes the gradients of a batch; they stay in the shards' buffers.</summary>
    public void ComputeGradients(Batch batch)
    {
        _batch = batch;
        _shardSize = ShardSize(batch.Count, _plan.Group);
        _shards = ShardCount(batch.Count, _plan.Group);
        if (_staged is null)
        {
            _team.Run(_shardJob, _shards);
        }
        else
        {
            _staged.Run(batch, _shardSize, _gradients.AsSpan(0, _shards), _shardSums.AsSpan(0, _shards * _sums.Length));
        }

        Array.Clear(_sums);
        for (int i = 0; i < _shards * _sums.Length; i++)
        {
            _sums[i % _sums.Length] += _shardSums[i];
        }
    }

    /// <summary>Takes the last batch into the moving averages of the batch normalisations.</summary>
    public void UpdateAverages() => _staged?.UpdateAverages();

    /// <summary>Applies the gradients of the last batch.</summary>
    /// <param name="step">The optimizer's step, counted from 1.</param>
    /// <param name="learningRate">Its learning rate.</param>
    public void Update(long step, double learningRate)
    {
        _rule.Begin(step, learningRate);
        _team.Run(_updateJob, _stretches.Length);
        _team.Run(_packJob, _packs.Length);
    }

    /// <summary>The gradient of the last batch by one parameter, in the weight's layout.</summary>
    public Tensor Gradient(Parameter parameter)
    {
        Tensor gradient = new(parameter.Weight.Shape);
        float[] scratch = new float[2 * UpdateFloats + (2 * parameter.Columns)];
        foreach (Stretch stretch in Cut(parameter))
        {
            SumShards(stretch, scratch).CopyTo(gradient.Span[(stretch.Begin * parameter.Columns)..]);
        }

        return gradient;
    }

    public void Dispose() => _team.Dispose();

    private void RunShard(int worker, int shard)
    {
        Pass pass = _passes[worker];
        pass.Batch = _batch;
        pass.Training = true;
        pass.Gradients = _gradients[shard];
        Array.Clear(pass.Sums);
        int end = Math.Min((shard + 1) * _shardSize, _batch!.Count);
        for (int first = shard * _shardSize; first < end; first += _plan.Group)
        {
            pass.First = first;
            pass.Count = Math.Min(_plan.Group, end - first);
            pass.Accumulate = first > shard * _shardSize;
            _plan.Forward(pass);
            _plan.Backward(pass);
        }

        pass.Sums.CopyTo(_shardSums.AsSpan(shard * _sums.Length));
    }

    private void UpdateStretch(int worker, Stretch stretch)
    {
        Parameter parameter = stretch.Parameter;
        int start = stretch.Begin * parameter.Columns;
        int length = (stretch.End - stretch.Begin) * parameter.Columns;
        ReadOnlySpan<float> gradient = SumShards(stretch, _scratch[worker]);
        _rule.Apply(parameter.Values.Slice(start, length), gradient, new SlotStretch(parameter.Weight.Slots, start, length));
    }

    // Shard 0 + shard 1 + ..., always in this order.
    private ReadOnlySpan<float> SumShards(Stretch stretch, Span<float> scratch)
    {
        Parameter parameter = stretch.Parameter;
        int rows = stretch.End - stretch.Begin;
        int length = rows * parameter.Columns;
        Span<float> sum = scratch[..length];
        if (!parameter.Transposed)
        {
            SumShards(parameter.Offset + (stretch.Begin * parameter.Columns), sum);
            return sum;
        }

        for (int column = 0; column < parameter.Columns; column++)
        {
            SumShards(parameter.Offset + (column * parameter.Rows) + stretch.Begin, sum.Slice(column * rows, rows));
        }

        Span<float> gradient = scratch.Slice(length, length);
        Transpose.Matrix(sum, parameter.Columns, rows, gradient);
        return gradient;
    }

    private void SumShards(int offset, Span<float> sum)
    {
        _gradients[0].Span.Slice(offset, sum.Length).CopyTo(sum);
        for (int shard = 1; shard < _shards; shard++)
        {
            TensorPrimitives.Add(sum, _gradients[shard].Span.Slice(offset, sum.Length), sum);
        }
    }

    private sealed class ShardJob(Trainer trainer) : Job
    {
        public override void Execute(int worker, int part) => trainer.RunShard(worker, part);
    }

    private sealed class UpdateJob(Trainer trainer) : Job
    {
        public override void Execute(int worker, int part) => trainer.UpdateStretch(worker, trainer._stretches[part]);
    }

    private sealed class PackJob(Trainer trainer) : Job
    {
        public override void Execute(int worker, int part) => trainer._packs[part].Step.Pack(trainer._packs[part].Part);
    }
}
