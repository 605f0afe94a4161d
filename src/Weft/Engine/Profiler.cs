using System.Diagnostics;

namespace Weft.Engine;

/// <summary>Times the steps of a plan one by one, on the caller's thread: a training step taken apart, so that training itself carries no clock.</summary>
internal sealed class Profiler
{
    private const int FewestRounds = 3;

    private readonly Plan _plan;
    private readonly Pass _pass;
    private readonly float[] _kept;
    private readonly List<StepTime>[] _rounds;
    private readonly StepTime[] _times;
    private readonly StepWork[] _work;

    /// <summary>Seconds of a step over a batch.</summary>
    private record struct StepTime(double Forward, double WeightGradient, double InputGradient);

    public Profiler(Plan plan)
    {
        _plan = plan;
        plan.Pack();
        _pass = plan.CreatePass();
        _pass.Training = true;
        _pass.Gradients = new float[plan.GradientSize + 64];
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

    private void Repeat(Batch batch, TimeSpan duration, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(begin) < duration; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunBatch(batch);
        }
    }

    private void RunBatch(Batch batch)
    {
        Array.Clear(_times);
        Array.Clear(_work);
        _pass.Batch = batch;
        for (_pass.First = 0; _pass.First < batch.Count; _pass.First += _plan.Group)
        {
            _pass.Count = Math.Min(_plan.Group, batch.Count - _pass.First);
            _pass.Accumulate = _pass.First > 0;
            for (int i = 0; i < _plan.Steps.Length; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                _plan.Steps[i].Forward(_pass);
                _times[i].Forward += Stopwatch.GetElapsedTime(begin).TotalSeconds;
            }

            for (int i = _plan.Steps.Length - 1; i >= 0; i--)
            {
                Back(i, _plan.Steps[i]);
            }
        }

        for (int i = 0; i < _times.Length; i++)
        {
            _rounds[i].Add(_times[i]);
        }
    }

    // A step with both gradients goes back twice, once without its input's: the difference is what that costs.
    private void Back(int i, Step step)
    {
        if (step.Output.HasGradient)
        {
            bool trains = step.Layers.Any(layer => layer.Weights.Any(weight => weight.Trainable));
            double weights = trains && step.Input.HasGradient ? WithoutInputGradient(step) : 0;
            double whole = Time(step);
            bool isInput = !trains || step.Input.HasGradient;
            _times[i].WeightGradient += isInput ? weights : whole;
            _times[i].InputGradient += isInput ? Math.Max(whole - weights, 0) : 0;
        }

        StepWork work = StepWork.Of(step, _pass);
        _work[i] = new StepWork(_work[i].Nominal + work.Nominal, _work[i].Executed + work.Executed);
    }

    private double WithoutInputGradient(Step step)
    {
        Span<float> gradient = _pass.Gradient(step.Output);
        gradient.CopyTo(_kept);
        step.Input.HasGradient = false;
        double seconds = Time(step);
        step.Input.HasGradient = true;
        _kept.AsSpan(0, gradient.Length).CopyTo(gradient);
        return seconds;
    }

    private double Time(Step step)
    {
        long begin = Stopwatch.GetTimestamp();
        step.Backward(_pass);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
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
