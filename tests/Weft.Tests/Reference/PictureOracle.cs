namespace Weft.Tests.Reference;

/// <summary>A picture in double precision that goes on outside its edges, and what it looks like from other places. Written from the definitions.</summary>
internal sealed class PictureOracle(double[] values, int height, int width, int channels)
{
    public PictureOracle(ReadOnlySpan<float> values, Shape shape)
        : this([.. values.ToArray().Select(value => (double)value)], shape[0], shape[1], shape[2])
    {
    }

    public double[] Values => values;

    /// <summary>The picture whose pixel (row, column) is this one's value at another place.</summary>
    /// <param name="place">From (row, column) to the place.</param>
    /// <param name="interpolation">What lies between pixels.</param>
    /// <param name="fillMode">What lies outside.</param>
    /// <param name="fillValue">The value outside, where it is one.</param>
    public PictureOracle Seen(
        Func<double, double, (double Row, double Column)> place, Interpolation interpolation, FillMode fillMode = FillMode.Reflect, double fillValue = 0) =>
        Seen(height, width, place, interpolation, fillMode, fillValue);

    public PictureOracle Seen(
        int newHeight, int newWidth, Func<double, double, (double Row, double Column)> place, Interpolation interpolation, FillMode fillMode, double fillValue = 0)
    {
        List<double> seen = [];
        for (int row = 0; row < newHeight; row++)
        {
            for (int column = 0; column < newWidth; column++)
            {
                (double v, double u) = place(row, column);
                for (int c = 0; c < channels; c++)
                {
                    seen.Add(interpolation == Interpolation.Nearest ? NearestTo(v, u, c, fillMode, fillValue) : Between(v, u, c, fillMode, fillValue));
                }
            }
        }

        return new PictureOracle([.. seen], newHeight, newWidth, channels);
    }

    /// <summary>A part of the picture.</summary>
    public PictureOracle Window(int top, int left, int newHeight, int newWidth) => new(
        [
            .. from row in Enumerable.Range(top, newHeight)
               from column in Enumerable.Range(left, newWidth)
               from c in Enumerable.Range(0, channels)
               select Pixel(row, column, c, FillMode.Constant, double.NaN),
        ],
        newHeight,
        newWidth,
        channels);

    /// <summary>About the centre, with y down: a counter-clockwise turn of what is seen looks up the place turned clockwise on the screen.</summary>
    public Func<double, double, (double Row, double Column)> Turned(double angle) => (row, column) =>
    {
        double right = column - (width - 1) / 2.0, up = (height - 1) / 2.0 - row;
        double fromRight = right * Math.Cos(-angle) - up * Math.Sin(-angle);
        double fromUp = right * Math.Sin(-angle) + up * Math.Cos(-angle);
        return ((height - 1) / 2.0 - fromUp, (width - 1) / 2.0 + fromRight);
    };

    public Func<double, double, (double Row, double Column)> Zoomed(double vertical, double horizontal) => (row, column) =>
        ((height - 1) / 2.0 + vertical * (row - (height - 1) / 2.0), (width - 1) / 2.0 + horizontal * (column - (width - 1) / 2.0));

    private double NearestTo(double v, double u, int c, FillMode fillMode, double fillValue) =>
        Pixel((int)Math.Round(v, MidpointRounding.AwayFromZero), (int)Math.Round(u, MidpointRounding.AwayFromZero), c, fillMode, fillValue);

    // Every pixel counts by how near it is: 1 - distance along each axis, nothing from a distance of 1 on.
    private double Between(double v, double u, int c, FillMode fillMode, double fillValue)
    {
        double sum = 0;
        for (int row = (int)Math.Floor(v) - 1; row <= v + 2; row++)
        {
            for (int column = (int)Math.Floor(u) - 1; column <= u + 2; column++)
            {
                double weight = Math.Max(0, 1 - Math.Abs(v - row)) * Math.Max(0, 1 - Math.Abs(u - column));
                sum += weight == 0 ? 0 : weight * Pixel(row, column, c, fillMode, fillValue);
            }
        }

        return sum;
    }

    private double Pixel(int row, int column, int c, FillMode fillMode, double fillValue)
    {
        (row, column) = (Walk(row, height, fillMode), Walk(column, width, fillMode));
        return row < 0 || row >= height || column < 0 || column >= width ? fillValue : values[(row * width + column) * channels + c];
    }

    // One reflection, one wrap or one pixel at a time, until inside.
    private static int Walk(int index, int count, FillMode mode)
    {
        while (mode != FillMode.Constant && (index < 0 || index >= count))
        {
            index = (mode, index < 0) switch
            {
                (FillMode.Reflect, true) => -index - 1,
                (FillMode.Reflect, false) => 2 * count - 1 - index,
                (FillMode.Wrap, true) => index + count,
                (FillMode.Wrap, false) => index - count,
                (_, true) => index + 1,
                (_, false) => index - 1,
            };
        }

        return index;
    }
}
