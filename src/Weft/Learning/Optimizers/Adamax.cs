using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Adamax: Adam with the largest gradient of late in the place of the root mean square.</summary>
/// <remarks>
/// <c>m += (g - m)(1 - beta1)</c>, <c>u = max(beta2 u, |g|)</c>, <c>w -= lr / (1 - beta1^t) m / (u + epsilon)</c>.
/// Kingma and Ba 2014, section 7.1, in Keras' form.
/// </remarks>
public sealed record Adamax : Optimizer
{
    /// <summary>Adamax with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="beta1">Decay of the mean of the gradient.</param>
    /// <param name="beta2">Decay of the largest gradient.</param>
    /// <param name="epsilon">Added to the largest gradient.</param>
    public Adamax(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        Beta1 = Decay(beta1, nameof(beta1));
        Beta2 = Decay(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>Decay of the mean of the gradient.</summary>
    public double Beta1 { get; }

    /// <summary>Decay of the largest gradient.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the largest gradient.</summary>
    public double Epsilon { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) => [[new Slot("momentum"), new Slot("norm")]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Adamax adamax) : UpdateRule
    {
        private AdamaxFormula _formula;

        public override void Begin(long step, double learningRate)
        {
            double rate = learningRate / (1 - Math.Pow(adamax.Beta1, step));
            _formula = new AdamaxFormula((float)rate, (float)(1 - adamax.Beta1), (float)adamax.Beta2, (float)adamax.Epsilon);
        }

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
            OptimizerKernels.Run(_formula, weights, gradients, slots[0], slots[1]);
    }
}
