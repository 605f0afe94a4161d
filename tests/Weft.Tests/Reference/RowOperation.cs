namespace Weft.Tests.Reference;

/// <summary>A function of a whole row, the last axis, by its value and its Jacobian <c>J[i, j] = d y_i / d x_j</c>.</summary>
internal sealed class RowOperation(int[] extents, Func<double[], double[]> f, Func<double[], double[,]> jacobian, Func<double[], double> margin) : Operation(extents, extents)
{
    public static RowOperation LogSoftmax(int[] extents) => new(
        extents,
        x => [.. x.Select(value => value - x.Max() - Math.Log(x.Sum(other => Math.Exp(other - x.Max()))))],
        x =>
        {
            double[] p = SoftmaxOperation.Softmax(x);
            return Matrix(x.Length, (i, j) => (i == j ? 1 : 0) - p[j]);
        },
        _ => double.PositiveInfinity);

    /// <summary>With Keras' tau, the running sums of all values that are in, added up.</summary>
    public static RowOperation Sparsemax(int[] extents) => new(
        extents,
        x => [.. x.Select(value => Math.Max(value - Tau(x), 0))],
        x =>
        {
            int k = Count(x);
            return Matrix(x.Length, (i, j) => x[i] <= Tau(x) ? 0 : (i == j ? 1 : 0) - (Math.Max(k - x.Count(other => other > x[j]), 0) / (double)k));
        },
        x => x.Select(value => Math.Abs(value - Tau(x))).Concat(Gaps(x)).Min());

    public override int SummationLength => Input[^1] * Input[^1];

    public override double[] Forward(double[] x) => [.. x.Chunk(Input[^1]).SelectMany(f)];

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. x.Chunk(Input[^1]).Zip(dy.Chunk(Input[^1])).SelectMany(row =>
    {
        double[,] j = jacobian(row.First);
        return row.First.Select((_, column) => row.Second.Select((d, i) => d * j[i, column]).Sum());
    })];

    public override double Margin(double[] x) => x.Chunk(Input[^1]).Min(margin);

    private static double[,] Matrix(int size, Func<int, int, double> at)
    {
        double[,] matrix = new double[size, size];
        foreach ((int i, int j) in Window.Grid(size, size))
        {
            matrix[i, j] = at(i, j);
        }

        return matrix;
    }

    private static int Count(double[] x) => Leads(x).Count(lead => lead > 0);

    // How far each value, the largest first, is above what would leave it out.
    private static double[] Leads(double[] x)
    {
        double[] sorted = [.. x.OrderDescending()];
        return [.. sorted.Select((value, i) => value - ((sorted.Take(i + 1).Sum() - 1) / (i + 1)))];
    }

    private static double Tau(double[] x)
    {
        double[] sorted = [.. x.OrderDescending()];
        int k = Count(x);
        return (Enumerable.Range(1, k).Sum(i => sorted.Take(i).Sum()) - 1) / k;
    }

    // Distances from another support, and from another order.
    private static IEnumerable<double> Gaps(double[] x)
    {
        double[] sorted = [.. x.Order()];
        return Leads(x).Select(Math.Abs).Concat(sorted.Skip(1).Zip(sorted, (a, b) => a - b));
    }
}
