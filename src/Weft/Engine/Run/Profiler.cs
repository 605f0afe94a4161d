using System.Diagnostics;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Times the steps of a plan one by one, on the caller's thread: a training step taken apart, so that training itself carries no clock.</summary>
internal sealed class Profiler : IDisposable
{
    private const int FewestRounds = 3;

    private readonly Plan _plan;
    private readonly Pass[] _passes;
    private readonly BatchStore _store;
    private readonly (Parameter Parameter, int Step)[] _late;
    private readonly AlignedFloats _scratch;
    private readonly AlignedFloats _lateScratch;
    private readonly AlignedFloats _gradients;
    private readonly float[] _kept;
    private readonly List<StepTime>[] _rounds;
    private readonly StepTime[] _times;
    private readonly StepWork[] _work;

    /// <summary>Seconds of a step over a batch.</summary>
    private record struct StepTime(double Forward, double WeightGradient, double InputGradient);

    /// <param name="plan">A plan with gradients; it goes with the profiler.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    public Profiler(Plan plan, int batchSize)
    {
        _plan = plan;
        plan.Pack();
        _scratch = plan.CreateScratch();
        _passes = [.. Enumerable.Range(0, plan.HasStages ? (batchSize + plan.Group - 1) / plan.Group : 1).Select(_ => plan.CreatePass(_scratch))];
        _store = new BatchStore(plan.Arena.Kept, batchSize);
        _late = [.. plan.Parameters.Where(parameter => parameter.Late is not null).Select(parameter => (parameter, StepOf(parameter)))];
        _lateScratch = new AlignedFloats(_late.Select(late => late.Parameter.Late!.ScratchSize).Append(0).Max());
        _gradients = new AlignedFloats(plan.GradientSize);
        _kept = new float[plan.Group * plan.Steps.Max(step => step.Output.Size)];
        _rounds = [.. plan.Steps.Select(_ => new List<StepTime>())];
        _times = new StepTime[plan.Steps.Length];
        _work = new StepWork[plan.Steps.Length];
    }

    /// <summary>Takes a batch through the plan again and again for a time, after a third of it as warm-up; the layers' medians.</summary>
    public IReadOnlyList<LayerProfile> Run(Batch batch, TimeSpan duration, CancellationToken cancellationToken)
    {
        Repeat(batch, duration / 3, cancellationToken);
        foreach (List<StepTime> rounds in _rounds)
        {
            rounds.Clear();
        }

        Repeat(batch, duration, cancellationToken);
        return [.. Enumerable.Range(0, _plan.Steps.Length).GroupBy(i => Name(_plan.Steps[i])).Select(Profile)];
    }

    public void Dispose()
    {
        Array.ForEach(_passes, pass => pass.Dispose());
        _store.Dispose();
        _scratch.Dispose();
        _lateScratch.Dispose();
        _gradients.Dispose();
        _plan.Dispose();
    }

    private void Repeat(Batch batch, TimeSpan duration, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(begin) < duration; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunBatch(batch);
        }
    }

    // Groups go through one after another; where a step needs the whole batch, side by side.
    private void RunBatch(Batch batch)
    {
        Array.Clear(_times);
        Array.Clear(_work);
        for (int first = 0; first < batch.Count;)
        {
            int groups = 0;
            for (; groups < _passes.Length && first < batch.Count; groups++, first += _plan.Group)
            {
                Pass pass = _passes[groups];
                (pass.Batch, pass.Training, pass.Gradients, pass.Store) = (batch, true, _gradients, _store);
                (pass.First, pass.Count, pass.Accumulate) = (first, Math.Min(_plan.Group, batch.Count - first), first > 0);
            }

            Run(_passes.AsSpan(0, groups));
        }

        foreach ((Parameter parameter, int step) in _late)
        {
            _times[step].WeightGradient += ComputeLate(parameter, batch.Count);
        }

        for (int i = 0; i < _times.Length; i++)
        {
            _rounds[i].Add(_times[i]);
        }
    }

    private void Run(ReadOnlySpan<Pass> groups)
    {
        for (int i = 0; i < _plan.Steps.Length; i++)
        {
            Step step = _plan.Steps[i];
            long begin = Stopwatch.GetTimestamp();
            if (step is BatchStep whole)
            {
                Each(groups, whole.Measure);
                whole.Combine(groups);
            }

            Each(groups, step.Forward);
            _times[i].Forward += SecondsSince(begin);
        }

        for (int i = _plan.Steps.Length - 1; i >= 0; i--)
        {
            Step step = _plan.Steps[i];
            if (step.Output.HasGradient)
            {
                (double weights, double input) = step is BatchStep whole ? Back(whole, groups) : Back(step, groups);
                _times[i].WeightGradient += weights;
                _times[i].InputGradient += input;
            }

            foreach (Pass pass in groups)
            {
                _work[i] += StepWork.Of(step, pass);
            }
        }
    }

    private double ComputeLate(Parameter parameter, int samples)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int part = 0; part < parameter.Late!.Parts; part++)
        {
            parameter.Late.Compute(part, _store, samples, _lateScratch.Span, _gradients.Span.Slice(parameter.Offset, parameter.Size));
        }

        return SecondsSince(begin);
    }

    // Of a block and a layer in it, the layer.
    private int StepOf(Parameter parameter) => Enumerable.Range(0, _plan.Steps.Length)
        .Where(i => _plan.Steps[i].Layers.Any(layer => layer.Weights.Contains(parameter.Weight)))
        .MinBy(i => _plan.Steps[i].Layers.Sum(layer => layer.Weights.Count));

    private static (double Weights, double Input) Back(BatchStep step, ReadOnlySpan<Pass> groups)
    {
        double weights = Time(groups, step.MeasureBack);
        step.CombineGradient(groups);
        return (weights, Time(groups, step.GoBack));
    }

    // A step with both gradients goes back twice, once without its input's: the difference is what that costs.
    private (double Weights, double Input) Back(Step step, ReadOnlySpan<Pass> groups)
    {
        if (!StepWork.Trains(step))
        {
            return (0, Time(groups, step.GoBack));
        }

        if (!step.Input.HasGradient)
        {
            return (Time(groups, step.GoBack), 0);
        }

        double weights = 0, both = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            weights += WithoutInputGradient(step, groups[i]);
            both += Time(groups.Slice(i, 1), step.GoBack);
        }

        return (weights, Math.Max(both - weights, 0));
    }

    private double WithoutInputGradient(Step step, Pass pass)
    {
        Span<float> gradient = pass.Gradient(step.Output);
        gradient.CopyTo(_kept);
        step.Input.IsPaused = true;
        double seconds = Time([pass], step.GoBack);
        step.Input.IsPaused = false;
        _kept.AsSpan(0, gradient.Length).CopyTo(gradient);
        return seconds;
    }

    private static double Time(ReadOnlySpan<Pass> groups, Action<Pass> action)
    {
        long begin = Stopwatch.GetTimestamp();
        Each(groups, action);
        return SecondsSince(begin);
    }

    // A TimeSpan counts in units of 100 ns, which is more than some steps take.
    private static double SecondsSince(long begin) => (Stopwatch.GetTimestamp() - begin) / (double)Stopwatch.Frequency;

    private static void Each(ReadOnlySpan<Pass> groups, Action<Pass> action)
    {
        foreach (Pass pass in groups)
        {
            action(pass);
        }
    }

    private static string Name(Step step) => step switch
    {
        InputStep => "input",
        LossStep => "loss",
        _ => string.Join(" + ", step.Layers.Select(layer => layer.Name)),
    };

    private LayerProfile Profile(IGrouping<string, int> steps)
    {
        double Median(Func<StepTime, double> part) =>
            steps.Sum(i => _rounds[i].Select(part).Order().ElementAt(_rounds[i].Count / 2)) * 1000;
        return new LayerProfile(
            steps.Key,
            Median(time => time.Forward),
            Median(time => time.WeightGradient),
            Median(time => time.InputGradient),
            steps.Aggregate(default(MultiplyAdds), (sum, i) => sum + _work[i].Nominal),
            steps.Aggregate(default(MultiplyAdds), (sum, i) => sum + _work[i].Executed));
    }
}
