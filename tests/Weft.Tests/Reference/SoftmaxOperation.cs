namespace Weft.Tests.Reference;

/// <summary><c>y_i = e^x_i / sum_j e^x_j</c> over some axes; <c>dx_i = y_i (dy_i - sum_j y_j dy_j)</c>.</summary>
internal sealed class SoftmaxOperation(int[] extents, params int[] axes) : Operation(extents, extents)
{
    private readonly AxisGroups _groups = new(extents, axes.Length == 0 ? [-1] : axes);

    /// <summary>Whether it stands for the probabilities of classes.</summary>
    public bool IsOverLast => axes.Length == 0;

    public override int SummationLength => _groups.Length;

    public override double[] Forward(double[] x) => _groups.Map(x, Softmax);

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        foreach (int[] group in _groups.Indices)
        {
            double mean = group.Sum(i => y[i] * dy[i]);
            foreach (int i in group)
            {
                dx[i] = y[i] * (dy[i] - mean);
            }
        }

        return dx;
    }

    public static double[] Softmax(double[] x)
    {
        double largest = x.Max();
        double sum = x.Sum(value => Math.Exp(value - largest));
        return [.. x.Select(value => Math.Exp(value - largest) / sum)];
    }
}
