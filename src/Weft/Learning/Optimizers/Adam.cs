using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Adam: steps scaled by running averages of the gradient and of its square.</summary>
/// <remarks>
/// <c>m += (g - m)(1 - beta1)</c>, <c>v += (g^2 - v)(1 - beta2)</c>,
/// <c>w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon)</c>: Keras' form, with epsilon outside the root ("epsilon hat").
/// Kingma and Ba 2014, the reordering at the end of section 2. With amsgrad the largest v so far stands in for v (Reddi et al. 2018).
/// </remarks>
public record Adam : Optimizer
{
    /// <summary>Adam with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="amsgrad">Whether the second moment may only grow.</param>
    public Adam(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false)
        : base(learningRate ?? 0.001)
    {
        Beta1 = Decay(beta1, nameof(beta1));
        Beta2 = Decay(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; }

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the second moment may only grow.</summary>
    public bool Amsgrad { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) => Amsgrad
        ? [[new Slot("momentum"), new Slot("velocity")], [new Slot("velocity_hat")]]
        : [[new Slot("momentum"), new Slot("velocity")]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Adam adam) : UpdateRule
    {
        private AdamFormula _formula;

        public override void Begin(long step, double learningRate)
        {
            double rate = learningRate * Math.Sqrt(1 - Math.Pow(adam.Beta2, step)) / (1 - Math.Pow(adam.Beta1, step));
            _formula = new AdamFormula((float)rate, (float)(1 - adam.Beta1), (float)(1 - adam.Beta2), (float)adam.Epsilon);
        }

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots)
        {
            if (adam.Amsgrad)
            {
                OptimizerKernels.Run(new AmsgradFormula(_formula), weights, gradients, slots[0], slots[1], slots[2]);
            }
            else
            {
                OptimizerKernels.Run(_formula, weights, gradients, slots[0], slots[1]);
            }
        }
    }
}
