using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Adadelta: steps as large as earlier ones were, by the ratio of running means.</summary>
/// <remarks>
/// <c>a = rho a + (1 - rho) g^2</c>, <c>s = sqrt(d + epsilon) / sqrt(a + epsilon) g</c>, <c>d = rho d + (1 - rho) s^2</c>,
/// <c>w -= lr s</c>. Zeiler 2012; the original has a rate of 1, Keras' default is 0.001.
/// </remarks>
public sealed record Adadelta : Optimizer
{
    /// <summary>Adadelta with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="rho">Decay of the running means.</param>
    /// <param name="epsilon">Added to the means, inside the roots.</param>
    public Adadelta(Schedule? learningRate = null, double rho = 0.95, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        Rho = Decay(rho, nameof(rho));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>Decay of the running means.</summary>
    public double Rho { get; }

    /// <summary>Added to the means, inside the roots.</summary>
    public double Epsilon { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) =>
        [[new Slot("accumulated_grad"), new Slot("accumulated_delta_var")]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Adadelta adadelta) : UpdateRule
    {
        private AdadeltaFormula _formula;

        public override void Begin(long step, double learningRate) =>
            _formula = new AdadeltaFormula((float)learningRate, (float)(1 - adadelta.Rho), (float)adadelta.Epsilon);

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
            OptimizerKernels.Run(_formula, weights, gradients, slots[0], slots[1]);
    }
}
