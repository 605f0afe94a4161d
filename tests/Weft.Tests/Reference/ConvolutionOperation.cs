using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary><c>y[oy, ox, f] = b[f] + sum over ky, kx, c of x[iy, ix, g cpg + c] w[ky, kx, c, f]</c>, where <c>g</c> is the group of filter <c>f</c>.</summary>
internal sealed class ConvolutionOperation : Operation
{
    private readonly Window _rows;
    private readonly Window _columns;
    private readonly int _channels;
    private readonly int _filters;
    private readonly int _groups;
    private readonly double[] _kernel;
    private readonly double[] _dKernel;
    private readonly double[]? _bias;
    private readonly double[]? _dBias;

    private ConvolutionOperation(int[] input, Window rows, Window columns, Conv2D layer, double[] kernel, double[]? bias)
        : base(input, [rows.Count, columns.Count, layer.Filters])
    {
        _rows = rows;
        _columns = columns;
        _channels = input[2];
        _filters = layer.Filters;
        _groups = layer.Groups;
        _kernel = kernel;
        _dKernel = new double[kernel.Length];
        _bias = bias;
        _dBias = bias is null ? null : new double[bias.Length];
    }

    public static ConvolutionOperation Of(Conv2D layer, int[] input, double[] kernel, double[]? bias)
    {
        bool same = layer.Padding == Padding.Same;
        Window rows = new(input[0], layer.KernelSize.Height, layer.Strides.Height, layer.DilationRate.Height, same);
        Window columns = new(input[1], layer.KernelSize.Width, layer.Strides.Width, layer.DilationRate.Width, same);
        return new ConvolutionOperation(input, rows, columns, layer, kernel, bias);
    }

    public override IReadOnlyList<double[]> Weights => _bias is null ? [_kernel] : [_kernel, _bias];

    public override IReadOnlyList<double[]> Gradients => _dBias is null ? [_dKernel] : [_dKernel, _dBias];

    public override int SummationLength =>
        Math.Max(_rows.Taps * _columns.Taps * Math.Max(_channels, _filters) / _groups, _rows.Count * _columns.Count);

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        for (int i = 0; _bias is not null && i < y.Length; i++)
        {
            y[i] = _bias[i % _filters];
        }

        ForEachProduct((xi, wi, yi) => y[yi] += x[xi] * _kernel[wi]);
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        for (int i = 0; _dBias is not null && i < dy.Length; i++)
        {
            _dBias[i % _filters] += dy[i];
        }

        ForEachProduct((xi, wi, yi) =>
        {
            dx[xi] += dy[yi] * _kernel[wi];
            _dKernel[wi] += dy[yi] * x[xi];
        });
        return dx;
    }

    /// <summary>Visits every product <c>x w</c> that is a term of a <c>y</c>: the definition, once, for the value and both derivatives.</summary>
    private void ForEachProduct(Action<int, int, int> visit)
    {
        int channelsPerGroup = _channels / _groups;
        int filtersPerGroup = _filters / _groups;
        foreach ((int oy, int ox) in Window.Grid(_rows.Count, _columns.Count))
        {
            foreach ((int ky, int kx) in Window.Grid(_rows.Taps, _columns.Taps))
            {
                int iy = _rows.Position(oy, ky);
                int ix = _columns.Position(ox, kx);
                if (!_rows.IsInside(iy) || !_columns.IsInside(ix))
                {
                    continue;
                }

                foreach ((int c, int f) in Window.Grid(channelsPerGroup, _filters))
                {
                    int channel = f / filtersPerGroup * channelsPerGroup + c;
                    visit(
                        (iy * _columns.Extent + ix) * _channels + channel,
                        ((ky * _columns.Taps + kx) * channelsPerGroup + c) * _filters + f,
                        (oy * _columns.Count + ox) * _filters + f);
                }
            }
        }
    }
}
