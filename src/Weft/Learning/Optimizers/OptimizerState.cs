namespace Weft;

/// <summary>Where an optimizer stands.</summary>
/// <param name="Iterations">Steps done.</param>
/// <param name="LearningRate">The current learning rate.</param>
/// <param name="Variables">The trainable weights in order.</param>
/// <param name="Slots">For each of them, its slots in Keras' order (Adam: m, v).</param>
internal sealed record OptimizerState(long Iterations, double LearningRate, IReadOnlyList<Variable> Variables, IReadOnlyList<IReadOnlyList<Tensor>> Slots);
