using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary><c>y[iy s + ky d - pad, ix s + kx d - pad, f] += x[iy, ix, c] w[ky, kx, f, c]</c>, then the bias.</summary>
internal sealed class ConvTransposeOperation : Operation
{
    private readonly Conv2DTranspose _layer;
    private readonly int _top;
    private readonly int _left;
    private readonly double[] _kernel;
    private readonly double[] _dKernel;
    private readonly double[]? _bias;
    private readonly double[]? _dBias;

    public ConvTransposeOperation(Conv2DTranspose layer, int[] input, double[] kernel, double[]? bias)
        : base(input, [Extent(layer, input[0], size => size.Height), Extent(layer, input[1], size => size.Width), layer.Filters])
    {
        (_layer, _kernel, _bias) = (layer, kernel, bias);
        _dKernel = new double[kernel.Length];
        _dBias = bias is null ? null : new double[bias.Length];
        _top = Before(layer, input[0], Output[0], size => size.Height);
        _left = Before(layer, input[1], Output[1], size => size.Width);
    }

    public override IReadOnlyList<double[]> Weights => _bias is null ? [_kernel] : [_kernel, _bias];

    public override IReadOnlyList<double[]> Gradients => _dBias is null ? [_dKernel] : [_dKernel, _dBias];

    public override int SummationLength => Math.Max(_layer.KernelSize.Area * Math.Max(Input[2], _layer.Filters), Output[0] * Output[1]);

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        for (int i = 0; _bias is not null && i < y.Length; i++)
        {
            y[i] = _bias[i % _layer.Filters];
        }

        Visit((xi, wi, yi) => y[yi] += x[xi] * _kernel[wi]);
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        for (int i = 0; _dBias is not null && i < dy.Length; i++)
        {
            _dBias[i % _layer.Filters] += dy[i];
        }

        Visit((xi, wi, yi) =>
        {
            dx[xi] += dy[yi] * _kernel[wi];
            _dKernel[wi] += dy[yi] * x[xi];
        });
        return dx;
    }

    private void Visit(Action<int, int, int> visit)
    {
        foreach ((int pixel, int tap) in Window.Grid(Input[0] * Input[1], _layer.KernelSize.Area))
        {
            int y = (pixel / Input[1] * _layer.Strides.Height) + (tap / _layer.KernelSize.Width * _layer.DilationRate.Height) - _top;
            int x = (pixel % Input[1] * _layer.Strides.Width) + (tap % _layer.KernelSize.Width * _layer.DilationRate.Width) - _left;
            foreach ((int f, int c) in Window.Grid(y >= 0 && y < Output[0] && x >= 0 && x < Output[1] ? _layer.Filters : 0, Input[2]))
            {
                visit((pixel * Input[2]) + c, (((tap * _layer.Filters) + f) * Input[2]) + c, (((y * Output[1]) + x) * _layer.Filters) + f);
            }
        }
    }

    private static int Reach(Conv2DTranspose layer, Func<Size2D, int> axis) => ((axis(layer.KernelSize) - 1) * axis(layer.DilationRate)) + 1;

    private static int Extent(Conv2DTranspose layer, int n, Func<Size2D, int> axis)
    {
        int stride = axis(layer.Strides), reach = Reach(layer, axis);
        int? more = layer.OutputPadding is { } size ? axis(size) : null;
        return layer.Padding == Padding.Same
            ? more is null ? n * stride : ((n - 1) * stride) + (reach % 2) + more.Value
            : ((n - 1) * stride) + (more is null ? Math.Max(reach, stride) : reach + more.Value);
    }

    private static int Before(Conv2DTranspose layer, int n, int output, Func<Size2D, int> axis) =>
        layer.Padding == Padding.Same ? Math.Max(((n - 1) * axis(layer.Strides)) + Reach(layer, axis) - output, 0) / 2 : 0;
}
