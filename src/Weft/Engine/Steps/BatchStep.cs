namespace Weft.Engine;

/// <summary>A step that needs the whole batch: it ends a stage of the plan, and again on the way back.</summary>
/// <remarks>
/// Workers measure their groups; when all have, one of them combines the measures in the groups' order; then the groups go on through <see cref="Step.Forward"/>.
/// Backward likewise. What was measured lies in the groups' workspaces, what was combined in the step: a plan trains one batch at a time.
/// </remarks>
internal abstract class BatchStep(Value input, Value output) : Step(input, output)
{
    /// <summary>Takes a group's measures of the input.</summary>
    public abstract void Measure(Pass pass);

    /// <summary>Combines the groups' measures.</summary>
    public abstract void Combine(ReadOnlySpan<Pass> groups);

    /// <summary>Takes a group's measures of the output's gradient, and the weights' gradients.</summary>
    public abstract void MeasureGradient(Pass pass);

    /// <summary>Takes the measures; where the weights were used before, their gradients are added.</summary>
    public void MeasureBack(Pass pass)
    {
        bool accumulate = pass.Accumulate;
        pass.Accumulate |= AddsToWeights;
        MeasureGradient(pass);
        pass.Accumulate = accumulate;
    }

    /// <summary>Combines the groups' measures of the gradient.</summary>
    public abstract void CombineGradient(ReadOnlySpan<Pass> groups);

    /// <summary>Takes the last batch into the moving averages.</summary>
    public abstract void UpdateAverages();
}
