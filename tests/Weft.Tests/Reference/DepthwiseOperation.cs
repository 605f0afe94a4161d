using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary><c>y[oy, ox, c m + j] = b[c m + j] + sum over ky, kx of x[iy, ix, c] w[ky, kx, c, j]</c></summary>
internal sealed class DepthwiseOperation : Operation
{
    private readonly Window _rows, _columns;
    private readonly int _channels, _multiplier;
    private readonly double[] _kernel, _dKernel;
    private readonly double[]? _bias, _dBias;

    private DepthwiseOperation(int[] input, Window rows, Window columns, int multiplier, double[] kernel, double[]? bias)
        : base(input, [rows.Count, columns.Count, input[2] * multiplier])
    {
        (_rows, _columns, _channels, _multiplier) = (rows, columns, input[2], multiplier);
        (_kernel, _dKernel) = (kernel, new double[kernel.Length]);
        (_bias, _dBias) = (bias, bias is null ? null : new double[bias.Length]);
    }

    public static DepthwiseOperation Of(DepthwiseConv2D layer, int[] input, double[] kernel, double[]? bias)
    {
        bool same = layer.Padding == Padding.Same;
        Window rows = new(input[0], layer.KernelSize.Height, layer.Strides.Height, layer.DilationRate.Height, same);
        Window columns = new(input[1], layer.KernelSize.Width, layer.Strides.Width, layer.DilationRate.Width, same);
        return new DepthwiseOperation(input, rows, columns, layer.DepthMultiplier, kernel, bias);
    }

    public override IReadOnlyList<double[]> Weights => _bias is null ? [_kernel] : [_kernel, _bias];

    public override IReadOnlyList<double[]> Gradients => _dBias is null ? [_dKernel] : [_dKernel, _dBias];

    public override int SummationLength => Math.Max(_rows.Taps * _columns.Taps * _multiplier, _rows.Count * _columns.Count);

    public override double[] Forward(double[] x)
    {
        double[] y = [.. Enumerable.Range(0, OutputSize).Select(i => _bias?[i % _bias.Length] ?? 0)];
        ForEachProduct((xi, wi, yi) => y[yi] += x[xi] * _kernel[wi]);
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        for (int i = 0; _dBias is not null && i < dy.Length; i++)
        {
            _dBias[i % _dBias.Length] += dy[i];
        }

        ForEachProduct((xi, wi, yi) =>
        {
            dx[xi] += dy[yi] * _kernel[wi];
            _dKernel[wi] += dy[yi] * x[xi];
        });
        return dx;
    }

    private void ForEachProduct(Action<int, int, int> visit)
    {
        foreach ((int oy, int ox) in Window.Grid(_rows.Count, _columns.Count))
        {
            foreach ((int ky, int kx) in Window.Grid(_rows.Taps, _columns.Taps))
            {
                (int iy, int ix) = (_rows.Position(oy, ky), _columns.Position(ox, kx));
                if (!_rows.IsInside(iy) || !_columns.IsInside(ix))
                {
                    continue;
                }

                foreach ((int c, int j) in Window.Grid(_channels, _multiplier))
                {
                    visit(
                        (((iy * _columns.Extent) + ix) * _channels) + c,
                        (((((ky * _columns.Taps) + kx) * _channels) + c) * _multiplier) + j,
                        (((((oy * _columns.Count) + ox) * _channels) + c) * _multiplier) + j);
                }
            }
        }
    }
}
