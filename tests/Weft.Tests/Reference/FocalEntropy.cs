namespace Weft.Tests.Reference;

/// <summary><c>L = -sum_i alpha t_i (1 - q_i)^gamma ln q_i</c> with q the softmax of logits, or probabilities made to add up to 1 and clipped.</summary>
/// <remarks>The gradient goes through the Jacobian of q, entry by entry.</remarks>
internal sealed class FocalEntropy(CategoricalFocalCrossentropy loss, bool onLogits) : LossFunction
{
    public override double Value(double[] y, double[] target) =>
        Smooth(target, loss.LabelSmoothing).Zip(Probabilities(y)).Select((pair, i) => -Alpha(i) * pair.First * Math.Pow(1 - pair.Second, loss.Gamma) * Math.Log(pair.Second)).Sum();

    public override double[] Gradient(double[] y, double[] target)
    {
        double[] t = Smooth(target, loss.LabelSmoothing);
        double[] q = Probabilities(y);
        double[] slope = [.. q.Select((p, i) => Alpha(i) * t[i] * (loss.Gamma * Math.Pow(1 - p, loss.Gamma - 1) * Math.Log(p) - Math.Pow(1 - p, loss.Gamma) / p))];
        double sum = y.Sum();
        double Jacobian(int i, int j) => onLogits
            ? q[i] * ((i == j ? 1 : 0) - q[j])
            : q[i] is <= Clip or >= 1 - Clip ? 0 : ((i == j ? 1 : 0) - y[i] / sum) / sum;
        return [.. y.Select((_, j) => slope.Select((s, i) => s * Jacobian(i, j)).Sum())];
    }

    private double Alpha(int c) => loss.AlphaByClass?[c] ?? loss.Alpha;

    private double[] Probabilities(double[] y) => onLogits ? SoftmaxOperation.Softmax(y) : [.. y.Select(p => Math.Clamp(p / y.Sum(), Clip, 1 - Clip))];
}

/// <summary>
/// <c>L = mean_i w (1 - q)^gamma c</c> with <c>c = -t ln p - (1 - t) ln(1 - p)</c>, <c>q = t p + (1 - t)(1 - p)</c> and <c>w = t alpha + (1 - t)(1 - alpha)</c>, or 1 without balancing.
/// </summary>
internal sealed class BinaryFocalEntropy(BinaryFocalCrossentropy loss) : LossFunction
{
    public override double Value(double[] y, double[] target) =>
        Pull(target, loss.LabelSmoothing).Zip(y, (t, value) => Weight(t) * Math.Pow(1 - Truth(t, P(value)), loss.Gamma) * Entropy(t, P(value))).Average();

    public override double[] Gradient(double[] y, double[] target) => [.. Pull(target, loss.LabelSmoothing).Zip(y, (t, value) =>
    {
        double p = P(value);
        double hard = 1 - Truth(t, p);
        double byP = Math.Pow(hard, loss.Gamma) * (p - t) / (p * (1 - p)) - loss.Gamma * Math.Pow(hard, loss.Gamma - 1) * (2 * t - 1) * Entropy(t, p);
        return Weight(t) * byP * (loss.FromLogits ? p * (1 - p) : 1) / y.Length;
    })];

    private double P(double value) => loss.FromLogits ? ActivationFunction.Sigmoid(value) : value;

    private double Weight(double t) => loss.ApplyClassBalancing ? t * loss.Alpha + (1 - t) * (1 - loss.Alpha) : 1;

    private static double Truth(double t, double p) => t * p + (1 - t) * (1 - p);

    private static double Entropy(double t, double p) => -t * Math.Log(p) - (1 - t) * Math.Log(1 - p);
}
