namespace Weft.Tests.Reference;

/// <summary>A loss of one sample and its derivative by the model's output; targets are vectors, class numbers being one-hot.</summary>
internal abstract class LossFunction
{
    /// <summary>Keras keeps probabilities this far from 0 and 1 before it takes logarithms.</summary>
    protected const double Clip = 1e-7;

    public abstract double Value(double[] y, double[] target);

    public abstract double[] Gradient(double[] y, double[] target);

    /// <param name="loss">What the model is compiled with.</param>
    /// <param name="onLogits">Whether the oracle hands over logits, be it that the user said so or that it took off a final softmax.</param>
    public static LossFunction Of(Loss loss, bool onLogits) => loss switch
    {
        SparseCategoricalCrossentropy sparse => onLogits ? new LogitEntropy(sparse.LabelSmoothing) : new ProbabilityEntropy(sparse.LabelSmoothing),
        CategoricalCrossentropy categorical => onLogits ? new LogitEntropy(categorical.LabelSmoothing) : new ProbabilityEntropy(categorical.LabelSmoothing),
        BinaryCrossentropy { FromLogits: true } binary => new BinaryLogitEntropy(binary.LabelSmoothing),
        BinaryCrossentropy binary => new BinaryProbabilityEntropy(binary.LabelSmoothing),
        CategoricalFocalCrossentropy focal => new FocalEntropy(focal, onLogits),
        BinaryFocalCrossentropy focal => new BinaryFocalEntropy(focal),
        KLDivergence => new Divergence(),
        MeanSquaredError => new SquaredError(),
        _ when ErrorFunction.For(loss) is { } error => error,
        Dice => new TverskyIndex(0.5, 0.5, Clip / 2),
        Tversky tversky => new TverskyIndex(tversky.Alpha, tversky.Beta, Clip),
        CosineSimilarity => new NegativeCosine(),
        CategoricalGeneralizedCrossEntropy generalized => new GeneralizedEntropy(generalized.Q, onLogits),
        Hinge => new HingeSum(1),
        SquaredHinge => new HingeSum(2),
        CategoricalHinge => new CategoricalHingeSum(),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), $"{loss}"),
    };

    /// <summary><c>t (1 - e) + e / k</c></summary>
    protected static double[] Smooth(double[] target, double smoothing) => [.. target.Select(t => t * (1 - smoothing) + smoothing / target.Length)];

    /// <summary><c>L = sum_i t_i (ln sum_j e^z_j - z_i)</c>, <c>dz_i = p_i sum_j t_j - t_i</c>.</summary>
    private sealed class LogitEntropy(double smoothing) : LossFunction
    {
        public override double Value(double[] y, double[] target)
        {
            double largest = y.Max();
            double logSum = largest + Math.Log(y.Sum(z => Math.Exp(z - largest)));
            return Smooth(target, smoothing).Zip(y, (t, z) => t * (logSum - z)).Sum();
        }

        public override double[] Gradient(double[] y, double[] target)
        {
            double[] t = Smooth(target, smoothing);
            return [.. SoftmaxOperation.Softmax(y).Zip(t, (p, wanted) => p * t.Sum() - wanted)];
        }
    }

    /// <summary>
    /// <c>L = -sum_i t_i ln q_i</c> with <c>q_i = p_i / S</c>, <c>S = sum_j p_j</c>: outputs that do not add up to 1 are made to, as Keras does.
    /// <c>dL/dp_j = sum_i t_i / S - t_j / p_j</c>, without the terms whose <c>q_i</c> is clipped.
    /// </summary>
    private sealed class ProbabilityEntropy(double smoothing) : LossFunction
    {
        public override double Value(double[] y, double[] target) =>
            -Smooth(target, smoothing).Zip(y, (t, p) => t * Math.Log(Math.Clamp(p / y.Sum(), Clip, 1 - Clip))).Sum();

        public override double[] Gradient(double[] y, double[] target)
        {
            double sum = y.Sum();
            double[] t = [.. Smooth(target, smoothing).Zip(y, (wanted, p) => p / sum is > Clip and < 1 - Clip ? wanted : 0)];
            return [.. t.Zip(y, (wanted, p) => t.Sum() / sum - (wanted == 0 ? 0 : wanted / p))];
        }
    }

    /// <summary><c>L = mean_i (ln(1 + e^z_i) - t_i z_i)</c></summary>
    private sealed class BinaryLogitEntropy(double smoothing) : LossFunction
    {
        public override double Value(double[] y, double[] target) =>
            Pull(target, smoothing).Zip(y, (t, z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - t * z).Average();

        public override double[] Gradient(double[] y, double[] target) =>
            [.. Pull(target, smoothing).Zip(y, (t, z) => (ActivationFunction.Sigmoid(z) - t) / y.Length)];
    }

    /// <summary><c>L = -mean_i (t_i ln p_i + (1 - t_i) ln(1 - p_i))</c></summary>
    private sealed class BinaryProbabilityEntropy(double smoothing) : LossFunction
    {
        public override double Value(double[] y, double[] target) => Pull(target, smoothing).Zip(y, (t, p) => Term(t, Math.Clamp(p, Clip, 1 - Clip))).Average();

        public override double[] Gradient(double[] y, double[] target) =>
            [.. Pull(target, smoothing).Zip(y, (t, p) => p is > Clip and < 1 - Clip ? (p - t) / (p * (1 - p)) / y.Length : 0)];

        private static double Term(double t, double p) => -t * Math.Log(p) - (1 - t) * Math.Log(1 - p);
    }

    /// <summary><c>L = sum_i t_i ln(t_i / p_i)</c> of values between 1e-7 and 1.</summary>
    private sealed class Divergence : LossFunction
    {
        public override double Value(double[] y, double[] target) =>
            target.Zip(y, (t, p) => Math.Clamp(t, Clip, 1) * Math.Log(Math.Clamp(t, Clip, 1) / Math.Clamp(p, Clip, 1))).Sum();

        public override double[] Gradient(double[] y, double[] target) => [.. target.Zip(y, (t, p) => p is > Clip and <= 1 ? -Math.Clamp(t, Clip, 1) / p : 0)];
    }

    /// <summary><c>L = mean_i (y_i - t_i)^2</c></summary>
    private sealed class SquaredError : LossFunction
    {
        public override double Value(double[] y, double[] target) => y.Zip(target, (value, t) => (value - t) * (value - t)).Average();

        public override double[] Gradient(double[] y, double[] target) => [.. y.Zip(target, (value, t) => 2 * (value - t) / y.Length)];
    }

    /// <summary><c>L = mean_i max(1 - t_i y_i, 0)^power</c>, 0 among the targets meaning -1</summary>
    private sealed class HingeSum(int power) : LossFunction
    {
        public override double Value(double[] y, double[] target) => Sides(target).Zip(y, (t, value) => Math.Pow(Math.Max(1 - t * value, 0), power)).Average();

        public override double[] Gradient(double[] y, double[] target) =>
            [.. Sides(target).Zip(y, (t, value) => t * value < 1 ? -t * power * Math.Pow(1 - t * value, power - 1) / y.Length : 0)];

        private static IEnumerable<double> Sides(double[] target) => target.Select(t => t == 0 ? -1 : t);
    }

    /// <summary><c>L = max(max_i (1 - t_i) y_i - sum_i t_i y_i + 1, 0)</c></summary>
    private sealed class CategoricalHingeSum : LossFunction
    {
        public override double Value(double[] y, double[] target) => Math.Max(Others(y, target).Max() - target.Zip(y, (t, value) => t * value).Sum() + 1, 0);

        public override double[] Gradient(double[] y, double[] target)
        {
            double[] others = [.. Others(y, target)];
            int largest = Array.IndexOf(others, others.Max());
            return [.. target.Select((t, i) => Value(y, target) > 0 ? (i == largest ? 1 - t : 0) - t : 0)];
        }

        private static IEnumerable<double> Others(double[] y, double[] target) => target.Zip(y, (t, value) => (1 - t) * value);
    }

    /// <summary><c>t (1 - e) + e / 2</c></summary>
    protected static double[] Pull(double[] target, double smoothing) => [.. target.Select(t => t * (1 - smoothing) + smoothing / 2)];
}
