using Weft.Kernels;
using Weft.Training;

namespace Weft;

public partial class Model
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
    public bool ContinueFrom(Model trained, Optimizer? optimizer = null, Loss? loss = null, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(trained);
        TrainingSession before = trained.RequireCompiled(nameof(ContinueFrom));
        Weight[] own = [.. Weights], others = [.. trained.Weights];
        if (!own.Select(weight => weight.Shape).SequenceEqual(others.Select(weight => weight.Shape)))
        {
            throw new ShapeException(
                $"ContinueFrom: expected a model with the weights of '{trained.Name}', {trained.ParameterCount} values in {others.Length} "
                + $"weights, '{Name}' has {ParameterCount} in {own.Length}. Make it with Copy.");
        }

        optimizer ??= trained.Optimizer!;
        Compile(optimizer, loss ?? before.Loss, [.. metrics ?? before.Metrics]);
        bool isSameKind = optimizer.GetType() == trained.Optimizer!.GetType()
            && own.Zip(others).All(pair => optimizer.Slots(pair.First.Variable).SequenceEqual(trained.Optimizer.Slots(pair.Second.Variable)));
        if (trained.Iterations == 0 || !isSameKind)
        {
            return false;
        }

        // What was frozen before has nothing to remember, and begins as the optimizer does.
        (Weight Own, Weight Other)[] learning = [.. own.Zip(others).Where(pair => pair.First.Trainable)];
        IEnumerable<IReadOnlyList<Tensor>> slots = learning.Select(pair => Remembered(
            optimizer.Slots(pair.Own.Variable),
            before.Learns(pair.Other) ? before.SlotsOf(pair.Other) : _session!.SlotsOf(pair.Own),
            pair.Own.Variable));
        _session!.Restore(
            optimizer,
            new OptimizerState(before.Iterations, before.LearningRate, [.. learning.Select(pair => pair.Own.Variable)], [.. slots]));
        return true;

        static IReadOnlyList<Tensor> Remembered(IReadOnlyList<Slot> slots, float[][] values, Variable variable) =>
            [.. slots.Zip(values, (slot, numbers) => new Tensor(slot.ExtentsFor(variable), [.. numbers]))];
    }

    /// <summary>The first weight that holds NaN or infinity; null where all are numbers.</summary>
    internal Weight? FirstNotFinite() => Weights.FirstOrDefault(weight => !Elementwise.IsFinite(weight.Span));
}
