using Weft.Schedules;

namespace Weft;

/// <summary>Follow the regularised leader: a weight goes to where all its gradients so far, and prices on its value, would have it.</summary>
/// <remarks>
/// With <c>p = -learningRatePower</c> and <c>G = g + 2 l2shrinkage w</c>: <c>n' = n + g^2</c>, <c>z += G - (n'^p - n^p) / lr w</c>,
/// <c>w = (clip(z, -l1, l1) - z) / (n'^p / lr + 2 l2 + beta / lr)</c>. McMahan et al. 2013, in Keras' form.
/// With l1 many weights become exactly 0.
/// </remarks>
public sealed record Ftrl : Optimizer
{
    /// <summary>Ftrl with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="learningRatePower">How the rate falls with the sum of squared gradients; 0 or less, 0 for a constant rate.</param>
    /// <param name="initialAccumulatorValue">What the sum of squares begins with.</param>
    /// <param name="l1">The price on absolute values; Keras calls it <c>l1_regularization_strength</c>.</param>
    /// <param name="l2">The price on squares; Keras calls it <c>l2_regularization_strength</c>.</param>
    /// <param name="l2Shrinkage">A price on squares, by gradients; Keras calls it <c>l2_shrinkage_regularization_strength</c>.</param>
    /// <param name="beta">The paper's beta.</param>
    public Ftrl(
        Schedule? learningRate = null,
        double learningRatePower = -0.5,
        double initialAccumulatorValue = 0.1,
        double l1 = 0,
        double l2 = 0,
        double l2Shrinkage = 0,
        double beta = 0)
        : base(learningRate ?? 0.001)
    {
        LearningRatePower = learningRatePower <= 0
            ? learningRatePower
            : throw Expected(nameof(learningRatePower), "at most 0", learningRatePower);
        InitialAccumulatorValue = NotNegative(initialAccumulatorValue, nameof(initialAccumulatorValue));
        L1 = NotNegative(l1, nameof(l1));
        L2 = NotNegative(l2, nameof(l2));
        L2Shrinkage = NotNegative(l2Shrinkage, nameof(l2Shrinkage));
        Beta = NotNegative(beta, nameof(beta));
    }

    /// <summary>How the rate falls with the sum of squared gradients.</summary>
    public double LearningRatePower { get; }

    /// <summary>What the sum of squares begins with.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>The price on absolute values.</summary>
    public double L1 { get; }

    /// <summary>The price on squares.</summary>
    public double L2 { get; }

    /// <summary>The price on squares that gradients bring.</summary>
    public double L2Shrinkage { get; }

    /// <summary>The paper's beta.</summary>
    public double Beta { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) =>
        [[new Slot("accumulator", InitialAccumulatorValue), new Slot("linear")]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Ftrl ftrl) : UpdateRule
    {
        private double _rate;

        public override void Begin(long step, double learningRate) => _rate = learningRate;

        // Powers have no vector instruction, and their differences want double precision.
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots)
        {
            Span<float> sums = slots[0], linear = slots[1];
            double fixedPart = (2 * ftrl.L2) + (ftrl.Beta / _rate);
            for (int i = 0; i < weights.Length; i++)
            {
                double w = weights[i], g = gradients[i], sum = sums[i] + (g * g);
                double power = Power(sum), z = linear[i] + g + (2 * ftrl.L2Shrinkage * w) - ((power - Power(sums[i])) / _rate * w);
                (sums[i], linear[i]) = ((float)sum, (float)z);
                weights[i] = (float)((Math.Clamp(z, -ftrl.L1, ftrl.L1) - z) / ((power / _rate) + fixedPart));
            }
        }

        private double Power(double sum) => ftrl.LearningRatePower == -0.5 ? Math.Sqrt(sum) : Math.Pow(sum, -ftrl.LearningRatePower);
    }
}
