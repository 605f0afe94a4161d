namespace Weft.Tests.Reference;

/// <summary>The largest or the mean value of each window of each channel; what lies outside the image is no candidate and does not count.</summary>
internal sealed class PoolingOperation(int channels, Window rows, Window columns, bool isMaximum, int[] output)
    : Operation([rows.Extent, columns.Extent, channels], output)
{
    private readonly (int Output, int[] Window)[] _windows = [.. Windows(channels, rows, columns)];

    public override int SummationLength => rows.Taps * columns.Taps;

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        foreach ((int yi, int[] window) in _windows)
        {
            y[yi] = isMaximum ? window.Max(xi => x[xi]) : window.Average(xi => x[xi]);
        }

        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        foreach ((int yi, int[] window) in _windows)
        {
            if (isMaximum)
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
        foreach ((_, int[] window) in isMaximum ? _windows : [])
        {
            double winner = window.Max(xi => x[xi]);
            margin = window.Select(xi => winner - x[xi]).Where(lead => lead > 0).Append(margin).Min();
        }

        return margin;
    }

    /// <summary>Each output index with the input indices of its window, in row-major order.</summary>
    private static IEnumerable<(int Output, int[] Window)> Windows(int channels, Window rows, Window columns) =>
        from position in Window.Grid(rows.Count, columns.Count)
        from c in Enumerable.Range(0, channels)
        let window = from iy in rows.Inside(position.First)
                     from ix in columns.Inside(position.Second)
                     select (iy * columns.Extent + ix) * channels + c
        select ((position.First * columns.Count + position.Second) * channels + c, window.ToArray());
}
