namespace Weft.Tests.Reference;

/// <summary><c>y[j] = b[j] + sum_i x[i] w[i, j]</c>, at every place along the axes before the last.</summary>
internal sealed class DenseOperation(int[] input, int units, double[] kernel, double[]? bias) : Operation(input, [.. input.SkipLast(1), units])
{
    private readonly int _features = input[^1];
    private readonly double[] _dKernel = new double[kernel.Length];
    private readonly double[]? _dBias = bias is null ? null : new double[bias.Length];

    public override IReadOnlyList<double[]> Weights => bias is null ? [kernel] : [kernel, bias];

    public override IReadOnlyList<double[]> Gradients => _dBias is null ? [_dKernel] : [_dKernel, _dBias];

    public override int SummationLength => Math.Max(Math.Max(_features, units), InputSize / _features);

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        foreach ((int place, int j) in Window.Grid(x.Length / _features, units))
        {
            double sum = bias?[j] ?? 0;
            for (int i = 0; i < _features; i++)
            {
                sum += x[(place * _features) + i] * kernel[(i * units) + j];
            }

            y[(place * units) + j] = sum;
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        foreach ((int place, int j) in Window.Grid(x.Length / _features, units))
        {
            double d = dy[(place * units) + j];
            for (int i = 0; i < _features; i++)
            {
                dx[(place * _features) + i] += d * kernel[(i * units) + j];
                _dKernel[(i * units) + j] += x[(place * _features) + i] * d;
            }

            if (_dBias is not null)
            {
                _dBias[j] += d;
            }
        }

        return dx;
    }
}
