namespace Weft.Tests.Reference;

/// <summary>The largest or the mean value of each window of each channel; what lies outside the image is no candidate and does not count.</summary>
internal sealed class PoolingOperation : Operation
{
    private readonly bool _isMaximum;
    private readonly (int Output, int[] Window)[] _windows;

    public PoolingOperation(int channels, Window rows, Window columns, bool isMaximum, int[] output)
        : this([rows.Extent, columns.Extent, channels], output, isMaximum, Windows(channels, rows, columns))
    {
    }

    private PoolingOperation(int[] input, int[] output, bool isMaximum, IEnumerable<(int Output, int[] Window)> windows)
        : base(input, output) => (_isMaximum, _windows) = (isMaximum, [.. windows]);

    /// <summary>As many windows as the output has pixels, from <c>floor(i n / m)</c> to <c>ceil((i + 1) n / m)</c> along each axis.</summary>
    public static PoolingOperation Adaptive(int[] input, int rows, int columns, bool isMaximum) => new(
        input,
        [rows, columns, input[2]],
        isMaximum,
        from place in Window.Grid(rows, columns)
        from c in Enumerable.Range(0, input[2])
        let window = from y in Enumerable.Range(0, input[0])
                     from x in Enumerable.Range(0, input[1])
                     where Sees(place.First, y, input[0], rows) && Sees(place.Second, x, input[1], columns)
                     select (((y * input[1]) + x) * input[2]) + c
        select ((((place.First * columns) + place.Second) * input[2]) + c, window.ToArray()));

    public override int SummationLength => _windows.Max(window => window.Window.Length);

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        foreach ((int yi, int[] window) in _windows)
        {
            y[yi] = _isMaximum ? window.Max(xi => x[xi]) : window.Average(xi => x[xi]);
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        foreach ((int yi, int[] window) in _windows)
        {
            if (_isMaximum)
            {
                dx[window.First(xi => x[xi] == y[yi])] += dy[yi];
            }
            else
            {
                foreach (int xi in window)
                {
                    dx[xi] += dy[yi] / window.Length;
                }
            }
        }

        return dx;
    }

    /// <summary>The smallest lead of a winner. Exact ties do not count: they come from values cut off by an activation, whose slope is zero wherever the gradient goes.</summary>
    public override double Margin(double[] x)
    {
        double margin = double.PositiveInfinity;
        foreach ((_, int[] window) in _isMaximum ? _windows : [])
        {
            double winner = window.Max(xi => x[xi]);
            margin = window.Select(xi => winner - x[xi]).Where(lead => lead > 0).Append(margin).Min();
        }

        return margin;
    }

    private static bool Sees(int window, int position, int extent, int count) =>
        position >= Math.Floor(window * (double)extent / count) && position < Math.Ceiling((window + 1) * (double)extent / count);

    /// <summary>Each output index with the input indices of its window, in row-major order.</summary>
    private static IEnumerable<(int Output, int[] Window)> Windows(int channels, Window rows, Window columns) =>
        from position in Window.Grid(rows.Count, columns.Count)
        from c in Enumerable.Range(0, channels)
        let window = from iy in rows.Inside(position.First)
                     from ix in columns.Inside(position.Second)
                     select (iy * columns.Extent + ix) * channels + c
        select ((position.First * columns.Count + position.Second) * channels + c, window.ToArray());
}
