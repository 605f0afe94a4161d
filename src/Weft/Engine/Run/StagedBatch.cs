using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Takes a batch through a plan whose batch steps need all of it: stage by stage, every group of samples in a pass of its own.</summary>
/// <remarks>
/// A stage begins with a batch step's second half and ends with the next one's first half. Shards are the parts of the job, as in a plan without stages, and a shard's
/// groups go in order, so gradients are added up in the same order whoever does it. The last stage turns round at once: a group goes forward and back in it.
/// </remarks>
internal sealed class StagedBatch : IDisposable
{
    private readonly Plan _plan;
    private readonly Team _team;
    private readonly BatchStore _store;
    private readonly Pass[] _groups;
    private readonly AlignedFloats[] _scratch;
    private readonly Stage[] _stages;
    private readonly ForwardJob _forward;
    private readonly BackwardJob _backward;
    private int _groupCount;
    private int _groupsPerShard;
    private int _stage;

    /// <param name="plan">A plan with batch steps.</param>
    /// <param name="team">Who works.</param>
    /// <param name="store">What is kept of a batch.</param>
    /// <param name="batchSize">The most samples of a batch.</param>
    public StagedBatch(Plan plan, Team team, BatchStore store, int batchSize)
    {
        _plan = plan;
        _team = team;
        _store = store;
        _scratch = [.. Enumerable.Range(0, team.Size).Select(_ => plan.CreateScratch())];
        _groups = [.. Enumerable.Range(0, (batchSize + plan.Group - 1) / plan.Group).Select(_ => plan.CreatePass(_scratch[0]))];
        _stages = Stage.Cut(plan.Steps);
        (_forward, _backward) = (new ForwardJob(this), new BackwardJob(this));
    }

    private int LastStage => _stages.Length - 1;

    private ReadOnlySpan<Pass> Groups => _groups.AsSpan(0, _groupCount);

    /// <summary>Computes losses and gradients of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="shardSize">Samples of a shard, a multiple of the plan's group.</param>
    /// <param name="gradients">One buffer for each shard.</param>
    /// <param name="shardSums">The shards' sums, one after another.</param>
    public void Run(Batch batch, int shardSize, ReadOnlySpan<AlignedFloats> gradients, Span<double> shardSums)
    {
        Begin(batch, shardSize, gradients);
        for (_stage = 0; _stage < LastStage; _stage++)
        {
            _team.Run(_forward, gradients.Length);
            foreach (BatchStep step in _stages[_stage].Ends)
            {
                step.Combine(Groups);
            }
        }

        _team.Run(_backward, gradients.Length);
        for (_stage = LastStage - 1; _stage >= 0; _stage--)
        {
            if (!_stages[_stage].GoesBack)
            {
                break;
            }

            foreach (BatchStep step in _stages[_stage].EndsBack)
            {
                step.CombineGradient(Groups);
            }

            _team.Run(_backward, gradients.Length);
        }

        CollectSums(shardSums);
    }

    /// <summary>Takes the last batch into the moving averages.</summary>
    public void UpdateAverages()
    {
        foreach (BatchStep step in _plan.BatchSteps)
        {
            step.UpdateAverages();
        }
    }

    public void Dispose()
    {
        Array.ForEach(_groups, pass => pass.Dispose());
        Array.ForEach(_scratch, scratch => scratch.Dispose());
    }

    private void Begin(Batch batch, int shardSize, ReadOnlySpan<AlignedFloats> gradients)
    {
        _groupCount = (batch.Count + _plan.Group - 1) / _plan.Group;
        _groupsPerShard = shardSize / _plan.Group;
        for (int i = 0; i < _groupCount; i++)
        {
            Pass pass = _groups[i];
            pass.Batch = batch;
            pass.Training = true;
            pass.Store = _store;
            pass.First = i * _plan.Group;
            pass.Count = Math.Min(_plan.Group, batch.Count - pass.First);
            pass.Gradients = gradients[i / _groupsPerShard];
            pass.Accumulate = i % _groupsPerShard > 0;
            Array.Clear(pass.Sums);
        }
    }

    private void CollectSums(Span<double> shardSums)
    {
        shardSums.Clear();
        for (int i = 0; i < _groupCount; i++)
        {
            double[] sums = _groups[i].Sums;
            Span<double> shard = shardSums.Slice(i / _groupsPerShard * sums.Length, sums.Length);
            for (int j = 0; j < sums.Length; j++)
            {
                shard[j] += sums[j];
            }
        }
    }

    /// <summary>A shard's groups, which a worker takes on with its own scratch memory.</summary>
    private Span<Pass> GroupsOf(int shard, int worker)
    {
        Span<Pass> groups = _groups.AsSpan(shard * _groupsPerShard, Math.Min(_groupsPerShard, _groupCount - (shard * _groupsPerShard)));
        foreach (Pass pass in groups)
        {
            pass.Work.Scratch = _scratch[worker];
        }

        return groups;
    }

    private void Forward(Pass pass)
    {
        if (_stage > 0)
        {
            foreach (BatchStep step in _stages[_stage - 1].Ends)
            {
                step.Forward(pass);
            }
        }

        foreach (Step step in _stages[_stage].Steps)
        {
            step.Forward(pass);
        }

        foreach (BatchStep step in _stages[_stage].Ends)
        {
            step.Measure(pass);
        }
    }

    private void Backward(Pass pass)
    {
        if (_stage == LastStage)
        {
            Forward(pass);
        }

        foreach (BatchStep step in _stages[_stage].EndsBack)
        {
            step.GoBack(pass);
        }

        foreach (Step step in _stages[_stage].StepsBack)
        {
            step.GoBack(pass);
        }

        if (_stage > 0)
        {
            foreach (BatchStep step in _stages[_stage - 1].EndsBack)
            {
                step.MeasureBack(pass);
            }
        }
    }

    private sealed class ForwardJob(StagedBatch owner) : Job
    {
        public override void Execute(int worker, int part)
        {
            foreach (Pass pass in owner.GroupsOf(part, worker))
            {
                owner.Forward(pass);
            }
        }
    }

    private sealed class BackwardJob(StagedBatch owner) : Job
    {
        public override void Execute(int worker, int part)
        {
            foreach (Pass pass in owner.GroupsOf(part, worker))
            {
                owner.Backward(pass);
            }
        }
    }
}
