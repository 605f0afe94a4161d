using Weft.Data;

namespace Weft.Tests;

/// <summary>What tests need to see of a training step and users do not: gradients before they are applied, and one step on a batch as it stands.</summary>
internal static class EngineProbe
{
    /// <summary>The gradient of the mean loss of one batch by every trainable weight, in order. Weights stay as they are.</summary>
    public static IReadOnlyList<Tensor> Gradients(Model model, Dataset batch) => model.WeightGradients(batch, training: true);

    /// <summary>One optimizer step on exactly these samples in this order; the mean loss before it.</summary>
    public static double TrainStep(Model model, Dataset batch) => model.TrainStep(batch);
}
