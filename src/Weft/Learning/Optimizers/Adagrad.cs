using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Adagrad: steps divided by the root of the sum of all squared gradients so far.</summary>
/// <remarks><c>a += g^2</c>, <c>w -= lr g / sqrt(a + epsilon)</c>: Keras' form, with epsilon inside the root. Duchi et al. 2011.</remarks>
public sealed record Adagrad : Optimizer
{
    /// <summary>Adagrad with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="initialAccumulatorValue">What the sum of squares begins with.</param>
    /// <param name="epsilon">Added to the sum, inside the root.</param>
    public Adagrad(Schedule? learningRate = null, double initialAccumulatorValue = 0.1, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        InitialAccumulatorValue = NotNegative(initialAccumulatorValue, nameof(initialAccumulatorValue));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>What the sum of squares begins with.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>Added to the sum, inside the root.</summary>
    public double Epsilon { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) =>
        [[new Slot("accumulator", InitialAccumulatorValue)]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Adagrad adagrad) : UpdateRule
    {
        private AdagradFormula _formula;

        public override void Begin(long step, double learningRate) => _formula = new AdagradFormula((float)learningRate, (float)adagrad.Epsilon);

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
            OptimizerKernels.Run(_formula, weights, gradients, slots[0]);
    }
}
