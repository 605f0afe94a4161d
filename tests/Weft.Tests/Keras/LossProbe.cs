using Weft.Data;
using Weft.Engine;

namespace Weft.Tests.Keras;

/// <summary>
/// The end of a plan alone: outputs go in as they are, and the loss and its gradient come out as a training step has them.
/// </summary>
internal static class LossProbe
{
    /// <returns>The loss of the batch, and its gradient by every output.</returns>
    public static (double Value, float[] Gradient) Run(Loss loss, Dataset targets, float[][] outputs)
    {
        int count = outputs.Length, size = outputs[0].Length;
        ArenaLayout arena = new();
        Value value = new([size], arena.Floats(count * size), arena.Floats(count * size));
        LossStep step = new(loss, [], ActivationKind.Linear, null, value, arena);
        using Plan plan = new() { Steps = [step], BatchSteps = [], Parameters = [], Arena = arena, Outputs = [value], Loss = step, Group = count, GradientSize = 0 };
        using Pass pass = plan.CreatePass();
        pass.Batch = new Batch { Data = targets, Indices = Enumerable.Range(0, count).ToArray() };
        pass.Count = count;
        outputs.SelectMany(row => row).ToArray().CopyTo(pass.Data(value));
        step.Prepare(pass.Batch);
        step.Forward(pass);
        return (pass.Sums[0] / count, pass.Gradient(value).ToArray());
    }
}
