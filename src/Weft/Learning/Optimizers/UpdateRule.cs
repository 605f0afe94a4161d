namespace Weft;

/// <summary>Applies one optimizer step to a stretch of one weight.</summary>
/// <remarks>Called for disjoint stretches from several threads; keeps nothing between calls but what <see cref="Begin"/> set.</remarks>
internal abstract class UpdateRule
{
    /// <summary>Prepares the constants of a step, in double precision.</summary>
    /// <param name="step">The number of the update, counted from 1.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    public abstract void Begin(long step, double learningRate);

    /// <summary>Updates <paramref name="weights"/> in place.</summary>
    /// <param name="weights">The stretch.</param>
    /// <param name="gradients">Its gradients, of the same length.</param>
    /// <param name="slots">What the optimizer's formula remembers of it.</param>
    public abstract void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots);

    /// <summary>What updates a weight that must be seen whole; null where stretches will do.</summary>
    public virtual WholeUpdate? Whole(Variable variable) => null;
}

/// <summary>An update rule of which every weight must be seen whole.</summary>
internal abstract class WholeRule : UpdateRule
{
    public sealed override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
        throw new InvalidOperationException("A weight that must be seen whole came in stretches.");

    public abstract override WholeUpdate Whole(Variable variable);
}

/// <summary>Applies optimizer steps to one weight, all of it by one thread: so its sums are added in one order.</summary>
internal abstract class WholeUpdate
{
    /// <summary>Updates <paramref name="weights"/> in place.</summary>
    /// <param name="weights">The weight.</param>
    /// <param name="gradients">Its gradients; may be overwritten.</param>
    /// <param name="slots">What the optimizer's formula remembers of it.</param>
    public abstract void Apply(Span<float> weights, Span<float> gradients, ReadOnlySpan<float[]> slots);
}

/// <summary>A stretch of the memory an optimizer has for one weight.</summary>
/// <param name="slots">One array per slot, each as long as the weight.</param>
/// <param name="first">The slot that is number 0 here.</param>
/// <param name="start">Where the stretch begins.</param>
/// <param name="length">How long it is.</param>
internal readonly ref struct SlotStretch(float[][] slots, int first, int start, int length)
{
    public Span<float> this[int slot] => slots[first + slot].AsSpan(start, length);
}
