namespace Weft.Tests.Reference;

/// <summary><c>y_i = e^x_i / sum_j e^x_j</c> over the last axis; <c>dx_i = y_i (dy_i - sum_j y_j dy_j)</c>.</summary>
internal sealed class SoftmaxOperation(int[] extents) : Operation(extents, extents)
{
    private readonly int _classes = extents[^1];

    public override int SummationLength => _classes;

    public override double[] Forward(double[] x) => [.. x.Chunk(_classes).SelectMany(Softmax)];

    public override double[] Backward(double[] x, double[] y, double[] dy) =>
        [.. y.Chunk(_classes).Zip(dy.Chunk(_classes)).SelectMany(pair => Derivative(pair.First, pair.Second))];

    public static double[] Softmax(double[] x)
    {
        double largest = x.Max();
        double sum = x.Sum(value => Math.Exp(value - largest));
        return [.. x.Select(value => Math.Exp(value - largest) / sum)];
    }

    private static IEnumerable<double> Derivative(double[] y, double[] dy)
    {
        double mean = y.Zip(dy, (value, d) => value * d).Sum();
        return y.Zip(dy, (value, d) => value * (d - mean));
    }
}
