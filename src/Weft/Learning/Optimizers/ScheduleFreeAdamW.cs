using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Schedule-free AdamW: a mean of all steps takes the place of a falling learning rate, so nobody need know when training ends.</summary>
/// <remarks>
/// Adam's step without its momentum goes to z, and the weights are the mean of all z so far:
/// <c>v += (g^2 - v)(1 - beta2)</c>, <c>z -= lr g / (sqrt(v / (1 - beta2^t)) + epsilon)</c>, <c>w += (z - w) / t</c>.
/// z is filed as Keras' <c>momentum</c>. In Defazio et al. 2024 gradients are taken at <c>(1 - beta1) z + beta1 w</c> instead. So they are
/// meant to be in Keras, which finds the mean from z before its step, but reads z after it (version 3.15 on TensorFlow), so that beta1
/// falls out. Weft trains as these files do.
/// </remarks>
public sealed record ScheduleFreeAdamW : Optimizer
{
    /// <summary>Schedule-free AdamW with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.0025 by default.</param>
    /// <param name="beta1">Kept for Keras' files, see the remarks; more than 0.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="warmupSteps">Over how many updates the rate rises; 0 for none.</param>
    public ScheduleFreeAdamW(
        Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, int warmupSteps = 0)
        : base(learningRate ?? 0.0025)
    {
        Beta1 = beta1 is > 0 and <= 1 ? beta1 : throw Expected(nameof(beta1), "above 0 and up to 1", beta1);
        Beta2 = Decay(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        WarmupSteps = warmupSteps >= 0 ? warmupSteps : throw Expected(nameof(warmupSteps), "at least 0", warmupSteps);
    }

    /// <summary>Kept for Keras' files, see the remarks.</summary>
    public double Beta1 { get; }

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; }

    /// <summary>Over how many updates the rate rises.</summary>
    public int WarmupSteps { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) =>
        [[new Slot("momentum") { IsCopy = true }, new Slot("velocity")]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(ScheduleFreeAdamW free) : UpdateRule
    {
        private ScheduleFreeFormula _formula;

        public override void Begin(long step, double learningRate)
        {
            double rate = learningRate * (free.WarmupSteps > 0 ? Math.Min(1, (double)step / free.WarmupSteps) : 1);
            double scale = 1 / Math.Sqrt(1 - Math.Pow(free.Beta2, step));
            _formula = new ScheduleFreeFormula(
                (float)rate, (float)(1 - free.Beta2), (float)scale, (float)free.Epsilon, (float)(1.0 / step));
        }

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
            OptimizerKernels.Run(_formula, weights, gradients, slots[0], slots[1]);
    }
}
