namespace Weft.Engine;

/// <summary>How an axis is resampled: every position of the result is a weighted sum of neighbouring positions of the source.</summary>
internal sealed class AxisWeights
{
    // TensorFlow keeps the cubic's weights in a table of so many places between two pixels.
    private const int CubicPlaces = 1024;

    private readonly (int First, float[] Weights)[] _positions;

    private readonly float[] _inside;

    private AxisWeights((int First, float[] Weights)[] positions) =>
        (_positions, _inside) = (positions, [.. positions.Select(position => position.Weights.Sum())]);

    /// <summary>Positions of the result.</summary>
    public int Count => _positions.Length;

    /// <summary>The first source position of a result's position, and the weights from there on.</summary>
    public (int First, float[] Weights) this[int position] => _positions[position];

    /// <summary>The weights, by Keras' rules on TensorFlow.</summary>
    /// <param name="interpolation">How values between positions are found.</param>
    /// <param name="antialias">Whether all positions count that a smaller result's position covers.</param>
    /// <param name="extent">Positions of the source.</param>
    /// <param name="source">The part that becomes the result; positions of it that lie outside the source have no weight.</param>
    /// <param name="count">Positions of the result.</param>
    public static AxisWeights Create(Interpolation interpolation, bool antialias, int extent, (int Begin, int Length) source, int count)
    {
        (int, float[])[] positions = new (int, float[])[count];
        double scale = (double)source.Length / count;
        for (int i = 0; i < count; i++)
        {
            double place = (i + 0.5) * scale;
            (int first, double[] weights) = (interpolation, antialias) switch
            {
                (Interpolation.Nearest, _) => (Math.Min((int)Math.Floor(place), source.Length - 1), [1]),
                (Interpolation.Bilinear, false) => Linear(place - 0.5, source.Length),
                (Interpolation.Bicubic, false) => Cubic(place - 0.5, source.Length),
                _ => Spread(KernelOf(interpolation), place, antialias ? Math.Max(scale, 1) : 1, source.Length),
            };
            positions[i] = Cut(first + source.Begin, weights, extent);
        }

        return new AxisWeights(positions);
    }

    /// <summary>The sum of a position's weights: less than 1 where it reaches outside the source.</summary>
    public float Inside(int position) => _inside[position];

    private static (int, double[]) Linear(double place, int length)
    {
        double floor = Math.Floor(place);
        int before = Math.Max((int)floor, 0), after = Math.Min((int)Math.Ceiling(place), length - 1);
        return before >= after ? (Math.Min(before, after), [1]) : (before, [1 - (place - floor), place - floor]);
    }

    private static (int, double[]) Cubic(double place, int length)
    {
        int floor = (int)Math.Floor(place);
        double part = Math.Round((place - floor) * CubicPlaces, MidpointRounding.ToEven) / CubicPlaces;
        return Normalized(floor - 1, [.. Enumerable.Range(-1, 4).Select(tap => Keys(part - tap))], length);
    }

    private static (int, double[]) Spread((Func<double, double> Value, double Radius) kernel, double place, double width, int length)
    {
        int first = Math.Clamp((int)Math.Ceiling(place - (kernel.Radius * width) - 0.5), 0, length - 1);
        int last = Math.Clamp((int)Math.Floor(place + (kernel.Radius * width) - 0.5), 0, length - 1);
        return Normalized(first, [.. Enumerable.Range(first, last - first + 1).Select(position => kernel.Value((position + 0.5 - place) / width))], length);
    }

    // Without what lies outside, and summing to 1.
    private static (int, double[]) Normalized(int first, double[] weights, int length)
    {
        int begin = Math.Max(-first, 0), end = Math.Min(weights.Length, length - first);
        double[] inside = weights[begin..end];
        double sum = inside.Sum();
        return (first + begin, [.. inside.Select(weight => weight / sum)]);
    }

    // What lies outside the image has no weight; nobody takes the place of it.
    private static (int, float[]) Cut(int first, double[] weights, int extent)
    {
        int begin = Math.Clamp(-first, 0, weights.Length), end = Math.Clamp(extent - first, begin, weights.Length);
        return (Math.Clamp(first + begin, 0, extent - 1), [.. weights[begin..end].Select(weight => (float)weight)]);
    }

    private static (Func<double, double> Value, double Radius) KernelOf(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => (x => Math.Max(1 - Math.Abs(x), 0), 1),
        Interpolation.Bicubic => (Keys, 2),
        Interpolation.Lanczos3 => (x => Lanczos(x, 3), 3),
        _ => (x => Lanczos(x, 5), 5),
    };

    private static double Keys(double x)
    {
        x = Math.Abs(x);
        return x >= 2 ? 0 : x >= 1 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : (((1.5 * x) - 2.5) * x * x) + 1;
    }

    private static double Lanczos(double x, double radius)
    {
        x = Math.Abs(x);
        return x > radius ? 0 : x <= 1e-3 ? 1 : radius * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / radius) / (Math.PI * Math.PI * x * x);
    }
}
