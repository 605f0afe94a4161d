namespace Weft.Tests.Reference;

/// <summary>One optimizer's formula for one value, by Keras' definitions; what it remembers is kept by the value's place.</summary>
internal abstract partial class UpdateOracle
{
    private readonly Dictionary<(string Name, (int Weight, int Index)), double> _memory = [];

    public static UpdateOracle Of(Optimizer optimizer) => optimizer switch
    {
        SGD sgd => new Descent(sgd.Momentum, sgd.Nesterov),
        Adam adam => new AdaptiveMoments(adam.Beta1, adam.Beta2, adam.Epsilon, adam.Amsgrad),
        RMSprop rms => new RootMeanSquare(rms.Rho, rms.Momentum, rms.Epsilon, rms.Centered),
        Adagrad adagrad => new SummedSquares(adagrad.InitialAccumulatorValue, adagrad.Epsilon),
        Nadam nadam => new NesterovMoments(nadam.Beta1, nadam.Beta2, nadam.Epsilon),
        Lion lion => new SignedMomentum(lion.Beta1, lion.Beta2),
        Adamax adamax => new LargestGradient(adamax),
        Adadelta adadelta => new RatioOfMeans(adadelta),
        Ftrl ftrl => new RegularizedLeader(ftrl),
        ScheduleFreeAdamW free => new MeanOfSteps(free),
        Lamb lamb => new LayerwiseMoments(lamb),
        Adafactor adafactor => new FactoredSquares(adafactor),
        Muon muon => new OrthogonalMomentum(muon),
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), $"{optimizer}"),
    };

    protected int T { get; private set; }

    protected double Rate { get; private set; }

    /// <summary>Before the first update.</summary>
    public virtual void Start(IReadOnlyList<double[]> weights)
    {
    }

    /// <summary>Before an update, counted from 1.</summary>
    public virtual void Begin(int t, double rate) => (T, Rate) = (t, rate);

    /// <summary>The weight after the update.</summary>
    public abstract double Next(double w, double g, (int, int) place);

    /// <summary>A whole weight after the update, in place; formulas that need all of it at once begin here.</summary>
    /// <param name="w">The weight.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="weight">Its number.</param>
    /// <param name="variable">Its name and extents.</param>
    public virtual void NextWhole(double[] w, double[] g, int weight, Variable variable)
    {
        for (int i = 0; i < w.Length; i++)
        {
            w[i] = Next(w[i], g[i], (weight, i));
        }
    }

    protected double Recall(string name, (int, int) place, double initial = 0) => _memory.GetValueOrDefault((name, place), initial);

    protected double Remember(string name, (int, int) place, double value) => _memory[(name, place)] = value;

    private double Blend(string name, (int, int) place, double beta, double value) => Remember(name, place, beta * Recall(name, place) + (1 - beta) * value);

    /// <summary><c>v = momentum v - lr g</c>; <c>w += v</c>, or with Nesterov <c>w += momentum v - lr g</c>.</summary>
    private sealed class Descent(double momentum, bool nesterov) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double v = Remember("v", place, momentum * Recall("v", place) - Rate * g);
            return w + (nesterov ? momentum * v - Rate * g : v);
        }
    }

    /// <summary>
    /// <c>m = beta1 m + (1 - beta1) g</c>, <c>v = beta2 v + (1 - beta2) g^2</c>, <c>w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon)</c>;
    /// amsgrad puts the largest v so far in its place.
    /// </summary>
    private sealed class AdaptiveMoments(double beta1, double beta2, double epsilon, bool amsgrad) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double m = Blend("m", place, beta1, g);
            double v = Blend("v", place, beta2, g * g);
            double largest = Remember("largest", place, Math.Max(v, Recall("largest", place)));
            double alpha = Rate * Math.Sqrt(1 - Math.Pow(beta2, T)) / (1 - Math.Pow(beta1, T));
            return w - alpha * m / (Math.Sqrt(amsgrad ? largest : v) + epsilon);
        }
    }

    /// <summary><c>v = rho v + (1 - rho) g^2</c>, <c>s = lr g / sqrt(v - a^2 + epsilon)</c>, <c>u = momentum u + s</c>, <c>w -= u</c>.</summary>
    private sealed class RootMeanSquare(double rho, double momentum, double epsilon, bool centered) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double v = Blend("v", place, rho, g * g);
            double a = centered ? Blend("a", place, rho, g) : 0;
            return w - Remember("u", place, momentum * Recall("u", place) + Rate * g / Math.Sqrt(v - a * a + epsilon));
        }
    }

    /// <summary><c>a += g^2</c>, <c>w -= lr g / sqrt(a + epsilon)</c>.</summary>
    private sealed class SummedSquares(double initial, double epsilon) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place) =>
            w - Rate * g / Math.Sqrt(Remember("a", place, Recall("a", place, initial) + g * g) + epsilon);
    }

    /// <summary>
    /// <c>u(t) = beta1 (1 - 0.5 0.96^t)</c>, <c>U = u(1) ... u(t)</c>, <c>m' = u(t + 1) m / (1 - U u(t + 1)) + (1 - u(t)) g / (1 - U)</c>,
    /// <c>v' = v / (1 - beta2^t)</c>, <c>w -= lr m' / (sqrt(v') + epsilon)</c>.
    /// </summary>
    private sealed class NesterovMoments(double beta1, double beta2, double epsilon) : UpdateOracle
    {
        private double _product = 1;

        public override void Begin(int t, double rate)
        {
            base.Begin(t, rate);
            _product *= U(t);
        }

        public override double Next(double w, double g, (int, int) place)
        {
            double m = Blend("m", place, beta1, g);
            double v = Blend("v", place, beta2, g * g) / (1 - Math.Pow(beta2, T));
            double ahead = U(T + 1) * m / (1 - _product * U(T + 1)) + (1 - U(T)) * g / (1 - _product);
            return w - Rate * ahead / (Math.Sqrt(v) + epsilon);
        }

        private double U(int t) => beta1 * (1 - 0.5 * Math.Pow(0.96, t));
    }

    /// <summary><c>w -= lr sign(beta1 m + (1 - beta1) g)</c>, <c>m = beta2 m + (1 - beta2) g</c>.</summary>
    private sealed class SignedMomentum(double beta1, double beta2) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            int sign = Math.Sign(beta1 * Recall("m", place) + (1 - beta1) * g);
            Blend("m", place, beta2, g);
            return w - Rate * sign;
        }
    }
}
