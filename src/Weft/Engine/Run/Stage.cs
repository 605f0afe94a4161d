namespace Weft.Engine;

/// <summary>Steps that a group goes through without waiting for the others, and the normalisations that end them: those that measure there do so together.</summary>
internal sealed class Stage
{
    private Stage(Step[] steps, BatchStep[] ends, bool earlierGoBack)
    {
        (Steps, Ends) = (steps, ends);
        StepsBack = [.. steps.Reverse().Where(step => step.Output.HasGradient)];
        EndsBack = [.. ends.Reverse().Where(step => step.Output.HasGradient)];
        GoesBack = earlierGoBack || StepsBack.Length + EndsBack.Length > 0;
    }

    public Step[] Steps { get; }

    /// <summary>The steps that need the whole batch behind them; none in the last stage.</summary>
    public BatchStep[] Ends { get; }

    /// <summary>The steps that go back, the last first.</summary>
    public Step[] StepsBack { get; }

    /// <summary>The ends that go back, the last first.</summary>
    public BatchStep[] EndsBack { get; }

    /// <summary>Whether anything goes back here, or in a stage before.</summary>
    public bool GoesBack { get; }

    /// <summary>Cuts a plan into stages: batch steps that stand together end one, unless one reads what another gives.</summary>
    public static Stage[] Cut(IReadOnlyList<Step> steps)
    {
        List<Stage> stages = [];
        for (int at = 0; at < steps.Count || stages is [.., { Ends.Length: > 0 }];)
        {
            Step[] inside = [.. steps.Skip(at).TakeWhile(step => step is not BatchStep)];
            at += inside.Length;
            List<BatchStep> ends = [];
            for (; at < steps.Count && steps[at] is BatchStep end && !ends.Exists(earlier => Reads(end, earlier)); at++)
            {
                ends.Add(end);
            }

            stages.Add(new Stage(inside, [.. ends], stages is [.., { GoesBack: true }]));
        }

        return [.. stages];
    }

    private static bool Reads(BatchStep step, BatchStep other) => step.Values.Any(value => value != step.Output && value.Data == other.Output.Data);
}
