namespace Weft.Engine;

/// <summary>Says what is in a plan.</summary>
internal static class PlanInspection
{
    public static PlanReport Of(Plan plan)
    {
        ArenaLayout arena = plan.Arena;
        return new PlanReport(
            plan.Group,
            plan.HasStages ? Stage.Cut(plan.Steps).Length : 1,
            [.. plan.Steps.Select(step => Of(step, arena))],
            sizeof(float) * (long)arena.FloatCount,
            sizeof(float) * arena.PlacedLengths.Sum(length => (long)length),
            sizeof(float) * (long)arena.ScratchCount,
            sizeof(float) * plan.Steps.Sum(step => step.OwnedFloats),
            sizeof(float) * (long)plan.GradientSize);
    }

    private static PlanStep Of(Step step, ArenaLayout arena)
    {
        bool isStored = step.Input.Data != step.Output.Data && step is not BatchNormStep { LeavesOutput: true };
        return new PlanStep(
            NameOf(step),
            step.Algorithm,
            [.. step.Layers.Select(layer => layer.Name)],
            step.Output.Shape,
            isStored && step.Output.Data.Kind == SlabKind.Placed ? sizeof(float) * (long)arena.PlaceOf(step.Output.Data) : null,
            step.Output.HasGradient);
    }

    private static string NameOf(Step step) => step switch
    {
        LossStep => "loss and metrics",
        RegularizerStep => "penalty",
        FoldStep => "batch normalisation into the next kernel",
        BatchNormStep { LeavesOutput: true } => $"{step.Operation}, moments alone: the next convolution applies it",
        _ => step.Operation,
    };
}
