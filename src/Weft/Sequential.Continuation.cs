using System.Numerics.Tensors;

namespace Weft;

public sealed partial class Sequential
{
    /// <summary>
    /// Compiles the model as another one is compiled and takes over where that one's optimizer stands: to go on training a
    /// <see cref="Copy"/>, some layers frozen or random ones in front.
    /// </summary>
    /// <remarks>
    /// Where the optimizer is given anew and remembers something else for a weight (SGD with momentum and Adam, say), it starts afresh,
    /// with its first step; so it does for weights that were frozen before.
    /// </remarks>
    /// <param name="trained">The model to go on from; its weights are not read.</param>
    /// <param name="optimizer">What to train with; null for the other's optimizer.</param>
    /// <param name="loss">What to minimise; null for the other's loss.</param>
    /// <param name="metrics">What to report; null for the other's metrics.</param>
    /// <returns>Whether the optimizer goes on from its state; false where it starts afresh.</returns>
    /// <exception cref="TrainingException">The other model is not compiled.</exception>
    /// <exception cref="ShapeException">The two have not the same weights, or the last layer does not fit the loss.</exception>
    public bool ContinueFrom(Sequential trained, Optimizer? optimizer = null, Loss? loss = null, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(trained);
        trained.RequireCompiled(nameof(ContinueFrom));
        Weight[] own = [.. Weights], others = [.. trained.Weights];
        if (!own.Select(weight => weight.Shape).SequenceEqual(others.Select(weight => weight.Shape)))
        {
            throw new ShapeException(
                $"ContinueFrom: expected a model with the weights of '{trained.Name}', {trained.ParameterCount} values in {others.Length} "
                + $"weights, '{Name}' has {ParameterCount} in {own.Length}. Make it with Copy.");
        }

        optimizer ??= trained.Optimizer!;
        Compile(optimizer, loss ?? trained.Loss!, [.. metrics ?? trained.Metrics]);
        bool isSameKind = optimizer.GetType() == trained.Optimizer!.GetType() && optimizer.Slots.SequenceEqual(trained.Optimizer.Slots);
        if (trained.Iterations == 0 || !isSameKind)
        {
            return false;
        }

        Iterations = trained.Iterations;
        foreach ((Weight weight, Weight other) in own.Zip(others).Where(pair => pair.First.Trainable && pair.Second.Trainable))
        {
            weight.Slots = [.. other.Slots.Select(slot => (float[])slot.Clone())];
        }

        return true;
    }

    /// <summary>The first weight that holds NaN or infinity; null where all are numbers.</summary>
    internal Weight? FirstNotFinite() => Weights.FirstOrDefault(weight => !TensorPrimitives.IsFiniteAll<float>(weight.Span));
}
