using Weft.Kernels;
using Weft.Schedules;

namespace Weft;

/// <summary>Nadam: Adam with Nesterov's look-ahead.</summary>
/// <remarks>
/// With <c>u_t = beta1 (1 - 0.96^t / 2)</c> and <c>U_t = u_1 u_2 ... u_t</c>: m and v as in <see cref="Adam"/>,
/// <c>m' = u_{t+1} m / (1 - U_{t+1}) + (1 - u_t) g / (1 - U_t)</c>, <c>w -= lr m' / (sqrt(v / (1 - beta2^t)) + epsilon)</c>. Dozat 2015, in Keras' form.
/// </remarks>
public sealed record Nadam : Optimizer
{
    /// <summary>Nadam with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public Nadam(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
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

    internal override IReadOnlyList<double> Scalars(long updates) => [Product(updates)];

    internal override UpdateRule CreateRule() => new Rule(this);

    private double Momentum(long step) => Beta1 * (1 - (0.5 * Math.Pow(0.96, step)));

    // U_t. It is zero in double precision after some thousands of steps at the most, so the loop is short however long a run is.
    private double Product(long step)
    {
        double product = 1;
        for (long t = 1; t <= step && product > 0; t++)
        {
            product *= Momentum(t);
        }

        return product;
    }

    private sealed class Rule(Nadam nadam) : UpdateRule
    {
        private NadamFormula _formula;
        private double _product = 1;
        private long _step;

        public override void Begin(long step, double learningRate)
        {
            _product = step == _step + 1 ? _product * nadam.Momentum(step) : nadam.Product(step);
            _step = step;
            double next = nadam.Momentum(step + 1);
            _formula = new NadamFormula(
                (float)(learningRate * next / (1 - (_product * next))),
                (float)(learningRate * (1 - nadam.Momentum(step)) / (1 - _product)),
                (float)(1 - nadam.Beta1),
                (float)(1 - nadam.Beta2),
                (float)(1 / Math.Sqrt(1 - Math.Pow(nadam.Beta2, step))),
                (float)nadam.Epsilon);
        }

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
            OptimizerKernels.Run(_formula, weights, gradients, slots[0], slots[1]);
    }
}
