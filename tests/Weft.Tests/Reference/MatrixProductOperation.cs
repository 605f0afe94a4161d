namespace Weft.Tests.Reference;

/// <summary>Products of matrices, value by value.</summary>
internal sealed class MatrixProductOperation(int[] left, int[] right) : Operation(left, [.. left[..^1], right[^1]])
{
    private readonly int _rows = left[^2];
    private readonly int _inner = left[^1];
    private readonly int _columns = right[^1];

    public override int Depth => 2;

    public override int SummationLength => _inner;

    public override double[] Forward(double[] x) => throw new NotSupportedException("A product reads two values.");

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new NotSupportedException("A product reads two values.");

    public override double[][] ForwardAll(double[][][] inputs, bool training) => [.. inputs[0].Zip(inputs[1], (a, b) =>
    {
        double[] y = new double[OutputSize];
        foreach ((int at, int one, int other) in Terms())
        {
            y[at] += a[one] * b[other];
        }

        return y;
    })];

    public override double[][][] BackwardAll(double[][][] inputs, double[][] y, double[][] dy)
    {
        double[][][] gradients = [.. inputs.Select(input => input.Select(sample => new double[sample.Length]).ToArray())];
        for (int n = 0; n < dy.Length; n++)
        {
            foreach ((int at, int one, int other) in Terms())
            {
                gradients[0][n][one] += dy[n][at] * inputs[1][n][other];
                gradients[1][n][other] += dy[n][at] * inputs[0][n][one];
            }
        }

        return gradients;
    }

    // Every product of two values, and where it goes.
    private IEnumerable<(int Output, int Left, int Right)> Terms()
    {
        for (int at = 0; at < OutputSize; at++)
        {
            (int row, int column) = (at / _columns, at % _columns);
            for (int k = 0; k < _inner; k++)
            {
                yield return (at, (row * _inner) + k, (((row / _rows * _inner) + k) * _columns) + column);
            }
        }
    }
}
