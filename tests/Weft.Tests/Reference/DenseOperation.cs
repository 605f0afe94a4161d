namespace Weft.Tests.Reference;

/// <summary><c>y[j] = b[j] + sum_i x[i] w[i, j]</c></summary>
internal sealed class DenseOperation(int features, int units, double[] kernel, double[]? bias) : Operation([features], [units])
{
    private readonly double[] _dKernel = new double[kernel.Length];
    private readonly double[]? _dBias = bias is null ? null : new double[bias.Length];

    public override IReadOnlyList<double[]> Weights => bias is null ? [kernel] : [kernel, bias];

    public override IReadOnlyList<double[]> Gradients => _dBias is null ? [_dKernel] : [_dKernel, _dBias];

    public override int SummationLength => Math.Max(features, units);

    public override double[] Forward(double[] x)
    {
        double[] y = new double[units];
        for (int j = 0; j < units; j++)
        {
            y[j] = bias?[j] ?? 0;
            for (int i = 0; i < features; i++)
            {
                y[j] += x[i] * kernel[i * units + j];
            }
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[features];
        for (int i = 0; i < features; i++)
        {
            for (int j = 0; j < units; j++)
            {
                dx[i] += dy[j] * kernel[i * units + j];
                _dKernel[i * units + j] += x[i] * dy[j];
            }
        }

        for (int j = 0; _dBias is not null && j < units; j++)
        {
            _dBias[j] += dy[j];
        }

        return dx;
    }
}
