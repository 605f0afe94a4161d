using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Runs training steps of a plan: shards forward and backward, their gradients summed in one order, the optimizer, the weights rearranged.</summary>
internal sealed class Trainer : IDisposable
{
    private const int MaxShards = 16;

    private readonly Plan _plan;
    private readonly Team _team;
    private readonly Pass[] _passes;
    private readonly StagedBatch? _staged;
    private readonly BatchStore _store;
    private readonly LatePart[] _late;
    private readonly AlignedFloats[] _lateScratch;
    private readonly RegularizerStep[] _regularizers;
    private readonly ShardGradients _gradients;
    private readonly WeightUpdate _update;
    private readonly double[] _shardSums;
    private readonly double[] _sums;
    private PackPart[] _packs = [];
    private readonly ShardJob _shardJob;
    private readonly LateJob _lateJob;
    private readonly PackJob _packJob;
    private Batch? _batch;
    private int _shardSize;
    private int _shards;

    /// <param name="plan">A plan with gradients; it goes with the trainer.</param>
    /// <param name="optimizer">How gradients change weights.</param>
    /// <param name="batchSize">The most samples of a batch.</param>
    /// <param name="threads">How many workers.</param>
    public Trainer(Plan plan, Optimizer optimizer, int batchSize, int threads)
    {
        _plan = plan;
        _team = new Team(threads);
        _store = new BatchStore(plan.Arena.Kept, batchSize);
        _staged = plan.HasStages ? new StagedBatch(plan, _team, _store, batchSize) : null;
        _passes = [.. Enumerable.Range(0, _staged is null ? threads : 0).Select(_ => plan.CreatePass())];
        int shards = 0;
        for (int count = 1; count <= batchSize; count++)
        {
            shards = Math.Max(shards, ShardCount(count, plan.Group));
        }

        _gradients = new ShardGradients(shards, plan.GradientSize);
        _update = new WeightUpdate(plan.Parameters, optimizer, _gradients, _team);
        _sums = new double[plan.Loss!.SumCount];
        _shardSums = new double[shards * _sums.Length];
        _regularizers = [.. plan.Steps.OfType<RegularizerStep>()];
        List<LatePart> late = [];
        int scratch = 0;
        foreach (Parameter parameter in plan.Parameters)
        {
            for (int part = 0; part < parameter.Late?.Parts; part++)
            {
                late.Add(new LatePart(parameter, part));
                scratch = Math.Max(scratch, parameter.Late.ScratchSize);
            }
        }

        _late = [.. late];
        _lateScratch = [.. Enumerable.Range(0, threads).Select(_ => new AlignedFloats(scratch))];
        (_shardJob, _lateJob, _packJob) = (new ShardJob(this), new LateJob(this), new PackJob(this));

        Pack(plan);
    }

    /// <summary>Takes weights in that were changed by others than this trainer.</summary>
    public void Repack() => Pack(_plan);

    // All weights once, kernels that others are made into first; from then on those that change.
    private void Pack(Plan plan)
    {
        Array.ForEach(plan.Steps, step => (step as FoldStep)?.PackAll());
        _packs = PacksOf(plan.Steps.Where(step => step is not FoldStep));
        _team.Run(_packJob, _packs.Length);
        _packs = PacksOf(plan.Steps.Where(StepWork.Trains));
    }

    private static PackPart[] PacksOf(IEnumerable<Step> steps)
    {
        List<PackPart> packs = [];
        foreach (Step step in steps)
        {
            for (int part = 0; part < step.PackParts; part++)
            {
                packs.Add(new PackPart(step, part));
            }
        }

        return [.. packs];
    }

    /// <summary>The sums over the last batch: its losses, then the metrics' states.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    // The cut of a batch into shards is a function of the batch and the model alone: so are the bits of the result.
    private static int ShardSize(int count, int group) => (int)Math.Ceiling(count / (double)(MaxShards * group)) * group;

    private static int ShardCount(int count, int group) => (count + ShardSize(count, group) - 1) / ShardSize(count, group);

    /// <summary>Computes the gradients of a batch; they stay in the shards' buffers, the late ones in the first shard's.</summary>
    public void ComputeGradients(Batch batch)
    {
        _plan.Loss!.Prepare(batch);
        _batch = batch;
        _shardSize = ShardSize(batch.Count, _plan.Group);
        _shards = ShardCount(batch.Count, _plan.Group);
        if (_staged is null)
        {
            _team.Run(_shardJob, _shards);
        }
        else
        {
            _staged.Run(batch, _shardSize, _gradients.First(_shards), _shardSums.AsSpan(0, _shards * _sums.Length));
        }

        _team.Run(_lateJob, _late.Length);
        foreach (RegularizerStep regularizer in _regularizers)
        {
            regularizer.AddSlope(_gradients[0].Span);
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
    /// <param name="iteration">The batches before it, since the model was compiled.</param>
    /// <param name="learningRate">Its learning rate.</param>
    public void Update(long iteration, double learningRate)
    {
        _update.Run(iteration, learningRate, _shards);
        _team.Run(_packJob, _packs.Length);
    }

    /// <summary>The gradient of the last batch by one parameter, in the weight's layout.</summary>
    public Tensor Gradient(Parameter parameter)
    {
        Tensor gradient = new(parameter.Weight.Shape);
        foreach (Stretch stretch in Stretch.Cut(parameter, 0))
        {
            _gradients.Sum(stretch, _shards, new float[2 * stretch.Length]).CopyTo(gradient.Span[stretch.Start..]);
        }

        return gradient;
    }

    public void Dispose()
    {
        _team.Dispose();
        _staged?.Dispose();
        Array.ForEach(_passes, pass => pass.Dispose());
        _store.Dispose();
        _gradients.Dispose();
        Array.ForEach(_lateScratch, scratch => scratch.Dispose());
        _plan.Dispose();
    }

    private void RunShard(int worker, int shard)
    {
        Pass pass = _passes[worker];
        pass.Batch = _batch;
        pass.Training = true;
        pass.Gradients = _gradients[shard];
        pass.Store = _store;
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

    private void ComputeLate(int worker, int part)
    {
        Parameter parameter = _late[part].Parameter;
        Span<float> gradient = _gradients[0].Span.Slice(parameter.Offset, parameter.Size);
        parameter.Late!.Compute(_late[part].Part, _store, _batch!.Count, _lateScratch[worker].Span, gradient);
    }

    // A part of a gradient that is computed once for the batch.
    private sealed record LatePart(Parameter Parameter, int Part);

    // A part of a step's weights to be rearranged.
    private sealed record PackPart(Step Step, int Part);

    private sealed class ShardJob(Trainer trainer) : Job
    {
        public override void Execute(int worker, int part) => trainer.RunShard(worker, part);
    }

    private sealed class LateJob(Trainer trainer) : Job
    {
        public override void Execute(int worker, int part) => trainer.ComputeLate(worker, part);
    }

    private sealed class PackJob(Trainer trainer) : Job
    {
        public override void Execute(int worker, int part) => trainer._packs[part].Step.Pack(trainer._packs[part].Part);
    }
}
