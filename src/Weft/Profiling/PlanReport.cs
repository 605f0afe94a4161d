namespace Weft;

/// <summary>How a model runs on this machine: its steps in order, what is fused, by which algorithms, in how much memory.</summary>
/// <param name="Group">The most samples that go through at a time.</param>
/// <param name="Stages">How often all samples of a batch wait for each other: once more than there are rounds of batch normalisations.</param>
/// <param name="Steps">The steps.</param>
/// <param name="ValueBytes">Memory of a group's values and their gradients; what is never needed at the same time shares it.</param>
/// <param name="UnsharedValueBytes">What the values would take if nothing were shared.</param>
/// <param name="ScratchBytes">Memory that a worker's steps share while they run.</param>
/// <param name="PackedBytes">Weights as the kernels read them, beside the model's own.</param>
/// <param name="GradientBytes">Gradients by the weights, for one of at most sixteen shards of a batch; 0 in prediction.</param>
public sealed record PlanReport(
    int Group, int Stages, IReadOnlyList<PlanStep> Steps, long ValueBytes, long UnsharedValueBytes, long ScratchBytes, long PackedBytes, long GradientBytes);

/// <summary>One step of a plan.</summary>
/// <param name="Operation">What it does: <c>convolution 3x3 + batch normalisation + ReLU</c>.</param>
/// <param name="Algorithm">How, where there is a choice.</param>
/// <param name="Layers">The layers it stands for.</param>
/// <param name="Output">The shape of a sample of its result.</param>
/// <param name="Place">Where its result begins in a group's memory, in bytes; null where it is never stored, or is the input's own.</param>
/// <param name="HasGradient">Whether it goes back in training.</param>
public sealed record PlanStep(string Operation, string Algorithm, IReadOnlyList<string> Layers, Shape Output, long? Place, bool HasGradient);
