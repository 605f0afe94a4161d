using System.Numerics.Tensors;

using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Lamb: Adam's steps, scaled for each weight to its own length, so that large batches bear large rates.</summary>
/// <remarks>
/// m and v as in <see cref="Adam"/>, <c>u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)</c>, <c>w -= lr |w| / |u| u</c>,
/// with Euclidean norms over the whole weight and a ratio of 1 where one of them is 0. Yang You et al. 2020, in Keras' form, with the weight decay before the step.
/// </remarks>
public sealed record Lamb : Optimizer
{
    /// <summary>Lamb with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public Lamb(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate ?? 0.001)
    {
        Beta1 = Decay(beta1, nameof(beta1));
        Beta2 = Decay(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; }

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; }

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) => [[new Slot("momentum"), new Slot("velocity")]];

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Lamb lamb) : WholeRule
    {
        private MomentRatioFormula _formula;
        private double _rate;

        public override void Begin(long step, double learningRate)
        {
            _rate = learningRate;
            _formula = new MomentRatioFormula(
                (float)(1 - lamb.Beta1),
                (float)(1 - lamb.Beta2),
                (float)(1 / (1 - Math.Pow(lamb.Beta1, step))),
                (float)(1 / Math.Sqrt(1 - Math.Pow(lamb.Beta2, step))),
                (float)lamb.Epsilon);
        }

        public override WholeUpdate Whole(Variable variable) => new Scaled(this);

        private sealed class Scaled(Rule rule) : WholeUpdate
        {
            public override void Apply(Span<float> weights, Span<float> gradients, ReadOnlySpan<float[]> slots)
            {
                OptimizerKernels.Run(rule._formula, gradients, gradients, slots[0], slots[1]);
                double weight = Math.Sqrt(WholeSums.Squares(weights)), step = Math.Sqrt(WholeSums.Squares(gradients));
                double ratio = weight > 0 && step > 0 ? weight / step : 1;
                TensorPrimitives.MultiplyAdd(gradients, (float)(-ratio * rule._rate), weights, weights);
            }
        }
    }
}
