using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Products along an axis of each of two values, place by place.</summary>
internal sealed class DotOperation : Operation
{
    private readonly Dot _layer;
    private readonly int[][] _left;
    private readonly int[][] _right;

    public DotOperation(Dot layer, int[] left, int[] right)
        : base(left, Shape(left, right, layer))
    {
        _layer = layer;
        (_left, _right) = ([.. new AxisGroups(left, [layer.Axes.First]).Indices], [.. new AxisGroups(right, [layer.Axes.Second]).Indices]);
    }

    public override int Depth => 2;

    public override int SummationLength => _left[0].Length;

    public override double[] Forward(double[] x) => throw new NotSupportedException("A product reads two values.");

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new NotSupportedException("A product reads two values.");

    public override double[][] ForwardAll(double[][][] inputs, bool training) => [.. inputs[0].Zip(inputs[1], (a, b) =>
        (double[])[.. _left.SelectMany(row => _right.Select(column => Unit(a, row).Zip(Unit(b, column), (x, y) => x * y).Sum()))])];

    public override double[][][] BackwardAll(double[][][] inputs, double[][] y, double[][] dy)
    {
        double[][][] gradients = [.. inputs.Select(input => input.Select(sample => new double[sample.Length]).ToArray())];
        for (int n = 0; n < dy.Length; n++)
        {
            for (int m = 0; m < _left.Length; m++)
            {
                for (int k = 0; k < _right.Length; k++)
                {
                    double slope = dy[n][(m * _right.Length) + k];
                    Back(inputs[0][n], _left[m], Unit(inputs[1][n], _right[k]), slope, gradients[0][n]);
                    Back(inputs[1][n], _right[k], Unit(inputs[0][n], _left[m]), slope, gradients[1][n]);
                }
            }
        }

        return gradients;
    }

    private double[] Unit(double[] x, int[] row)
    {
        double length = Math.Sqrt(row.Sum(i => x[i] * x[i]));
        return [.. row.Select(i => _layer.Normalize ? x[i] / length : x[i])];
    }

    // Of x / |x| the derivative along v is (v - u (u v)) / |x|.
    private void Back(double[] x, int[] row, double[] other, double slope, double[] gradient)
    {
        double[] unit = Unit(x, row);
        double length = Math.Sqrt(row.Sum(i => x[i] * x[i])), along = unit.Zip(other, (a, b) => a * b).Sum();
        for (int i = 0; i < row.Length; i++)
        {
            gradient[row[i]] += slope * (_layer.Normalize ? (other[i] - (along * unit[i])) / length : other[i]);
        }
    }

    private static int[] Shape(int[] left, int[] right, Dot layer)
    {
        int[] shape = [.. Without(left, layer.Axes.First), .. Without(right, layer.Axes.Second)];
        return shape.Length == 0 ? [1] : shape;
    }

    private static IEnumerable<int> Without(int[] extents, int axis) => extents.Where((_, i) => i != (axis < 0 ? axis + extents.Length : axis - 1));
}
