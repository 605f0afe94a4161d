namespace Weft;

/// <summary>Where an optimizer stands.</summary>
/// <param name="Iterations">Steps done.</param>
/// <param name="LearningRate">The current learning rate.</param>
/// <param name="Slots">For each trainable weight in order, its slots in Keras' order (Adam: m, v).</param>
internal sealed record OptimizerState(long Iterations, double LearningRate, IReadOnlyList<IReadOnlyList<Tensor>> Slots);
