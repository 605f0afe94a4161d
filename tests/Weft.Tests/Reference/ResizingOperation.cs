using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>An image seen through a kernel around each output pixel's middle; of what is inside the part that is resized the weights sum to 1.</summary>
internal sealed class ResizingOperation : Operation
{
    private readonly double[,] _rows;
    private readonly double[,] _columns;
    private readonly double _fill;

    private ResizingOperation(int[] input, Resizing layer)
        : base(input, [layer.Size.Height, layer.Size.Width, input[2]])
    {
        _rows = Matrix(layer, input[0], input[1], layer.Size.Height, layer.Size.Width);
        _columns = Matrix(layer, input[1], input[0], layer.Size.Width, layer.Size.Height);
        _fill = layer.FillValue;
    }

    public static ResizingOperation Of(Resizing layer, int[] input) => new(input, layer);

    public static ResizingOperation Of(UpSampling2D layer, int[] input) => new(input, new Resizing(input[0] * layer.Size.Height, input[1] * layer.Size.Width, layer.Interpolation));

    public static Operation Of(CenterCrop layer, int[] input)
    {
        int rows = input[0] - layer.Size.Height, columns = input[1] - layer.Size.Width;
        return rows >= 0 && columns >= 0
            ? RearrangedOperation.Of(new Cropping2D(rows / 2, rows - (rows / 2), columns / 2, columns - (columns / 2)), input)
            : new ResizingOperation(input, new Resizing(layer.Size.Height, layer.Size.Width, cropToAspectRatio: true));
    }

    public override int SummationLength => 25;

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        Visit((from, to, weight) => y[to] += weight * (x[from] - _fill));
        return [.. y.Select(value => value + _fill)];
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        Visit((from, to, weight) => dx[from] += weight * dy[to]);
        return dx;
    }

    private void Visit(Action<int, int, double> visit)
    {
        foreach ((int to, int from) in Window.Grid(Output[0] * Output[1], Input[0] * Input[1]))
        {
            double weight = _rows[to / Output[1], from / Input[1]] * _columns[to % Output[1], from % Input[1]];
            for (int c = 0; c < Input[2] && weight != 0; c++)
            {
                visit((from * Input[2]) + c, (to * Input[2]) + c, weight);
            }
        }
    }

    // [output position, input position]
    private static double[,] Matrix(Resizing layer, int extent, int across, int count, int countAcross)
    {
        int fitting = (int)Math.Floor(across * (double)count / countAcross);
        int length = layer.CropToAspectRatio ? Math.Clamp(fitting, 1, extent) : layer.PadToAspectRatio ? extent + (Math.Max(fitting - extent, 0) / 2 * 2) : extent;
        int begin = layer.CropToAspectRatio ? (extent - length) / 2 : -((length - extent) / 2);
        double[,] weights = new double[count, extent];
        for (int i = 0; i < count; i++)
        {
            double[] own = Around((i + 0.5) * length / count, length, (double)length / count, layer);
            for (int position = 0; position < length; position++)
            {
                if (position + begin >= 0 && position + begin < extent)
                {
                    weights[i, position + begin] = own[position];
                }
            }
        }

        return weights;
    }

    private static double[] Around(double middle, int length, double step, Resizing layer)
    {
        if (layer.Interpolation == Interpolation.Nearest)
        {
            return [.. Enumerable.Range(0, length).Select(position => position == (int)Math.Floor(middle) ? 1.0 : 0)];
        }

        if (layer is { Interpolation: Interpolation.Bicubic, Antialias: false })
        {
            // TensorFlow's table has 1024 places between two pixels.
            double floor = Math.Floor(middle - 0.5);
            middle = floor + 0.5 + (Math.Round((middle - 0.5 - floor) * 1024) / 1024);
        }

        double width = layer.Antialias && step > 1 ? step : 1;
        double[] weights = [.. Enumerable.Range(0, length).Select(position => Kernel(layer.Interpolation, (position + 0.5 - middle) / width))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double Kernel(Interpolation interpolation, double x)
    {
        x = Math.Abs(x);
        return interpolation switch
        {
            Interpolation.Bilinear => x < 1 ? 1 - x : 0,
            Interpolation.Bicubic when x < 1 => 1 - (2.5 * x * x) + (1.5 * x * x * x),
            Interpolation.Bicubic when x < 2 => 2 - (4 * x) + (2.5 * x * x) - (0.5 * x * x * x),
            Interpolation.Bicubic => 0,
            Interpolation.Lanczos3 => x < 3 ? Sine(x) * Sine(x / 3) : 0,
            _ => x < 5 ? Sine(x) * Sine(x / 5) : 0,
        };
    }

    private static double Sine(double x) => x < 1e-6 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
