using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>RMSprop: steps divided by a running root mean square of the gradient.</summary>
/// <remarks>
/// <c>v = rho v + (1 - rho) g^2</c>, <c>w -= lr g / sqrt(v + epsilon)</c>: Keras' form, with epsilon inside the root. Centered, <c>a = rho a + (1 - rho) g</c> and
/// <c>v - a^2</c> stands in for v. With momentum <c>u = momentum u + lr g / sqrt(...)</c>, <c>w -= u</c>. Hinton 2012, lecture 6.
/// </remarks>
public sealed record RMSprop : Optimizer
{
    /// <summary>RMSprop with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="rho">Decay of the running mean square.</param>
    /// <param name="momentum">How much of the last step is kept.</param>
    /// <param name="epsilon">Added to the mean square, inside the root.</param>
    /// <param name="centered">Whether the mean square is taken about the running mean.</param>
    public RMSprop(Schedule? learningRate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false)
        : base(learningRate ?? 0.001)
    {
        Rho = Decay(rho, nameof(rho));
        Momentum = NotNegative(momentum, nameof(momentum));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        Centered = centered;
    }

    /// <summary>Decay of the running mean square.</summary>
    public double Rho { get; }

    /// <summary>How much of the last step is kept.</summary>
    public double Momentum { get; }

    /// <summary>Added to the mean square, inside the root.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the mean square is taken about the running mean.</summary>
    public bool Centered { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) =>
    [
        [new Slot("velocity")],
        .. Momentum > 0 ? (Slot[][])[[new Slot("momentum")]] : [],
        .. Centered ? (Slot[][])[[new Slot("average_gradient")]] : [],
    ];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(RMSprop rms) : UpdateRule
    {
        private RmsFormula _formula;

        public override void Begin(long step, double learningRate) =>
            _formula = new RmsFormula((float)learningRate, (float)(1 - rms.Rho), (float)rms.Momentum, (float)rms.Epsilon, rms.Momentum > 0, rms.Centered);

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots)
        {
            Span<float> momentum = rms.Momentum > 0 ? slots[1] : [];
            Span<float> average = rms.Centered ? slots[rms.Momentum > 0 ? 2 : 1] : [];
            OptimizerKernels.Run(_formula, weights, gradients, slots[0], momentum, average);
        }
    }
}
