using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Stochastic gradient descent, with momentum if asked.</summary>
/// <remarks>
/// Without momentum <c>w -= lr g</c>. With it <c>v = momentum v - lr g</c>, then <c>w += v</c>, or with Nesterov's look-ahead
/// <c>w += momentum v - lr g</c>: Keras' form, in which the rate is inside the velocity.
/// </remarks>
public sealed record SGD : Optimizer
{
    /// <summary>Gradient descent with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.01 by default.</param>
    /// <param name="momentum">How much of the last step is kept; 0 by default.</param>
    /// <param name="nesterov">Whether momentum looks ahead.</param>
    public SGD(Schedule? learningRate = null, double momentum = 0, bool nesterov = false)
        : base(learningRate ?? 0.01)
    {
        Momentum = momentum is >= 0 and <= 1
            ? momentum
            : throw new ArgumentOutOfRangeException(nameof(momentum), $"SGD: expected momentum from 0 to 1, got {momentum}.");
        Nesterov = nesterov;
    }

    /// <summary>How much of the last step is kept.</summary>
    public double Momentum { get; }

    /// <summary>Whether momentum looks ahead.</summary>
    public bool Nesterov { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) => Momentum > 0 ? [[new Slot("momentum")]] : [];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(SGD sgd) : UpdateRule
    {
        private float _rate;

        public override void Begin(long step, double learningRate) => _rate = (float)learningRate;

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots)
        {
            if (sgd.Momentum > 0)
            {
                OptimizerKernels.Run(new MomentumFormula(_rate, (float)sgd.Momentum, sgd.Nesterov), weights, gradients, slots[0]);
            }
            else
            {
                OptimizerKernels.Run(new DescentFormula(_rate), weights, gradients);
            }
        }
    }
}
