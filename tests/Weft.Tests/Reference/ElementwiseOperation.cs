namespace Weft.Tests.Reference;

/// <summary><c>y_i = f(x_i)</c>: activations, scaling, and with <c>f(x) = x</c> layers that only change the shape.</summary>
internal sealed class ElementwiseOperation(int[] input, int[] output, Func<double, double> f, Func<double, double> slope, double[] corners) : Operation(input, output)
{
    public static ElementwiseOperation Identity(int[] input, int[] output) => new(input, output, x => x, _ => 1, []);

    public static ElementwiseOperation Of(ActivationFunction function, int[] extents) => new(extents, extents, function.Value, function.Slope, function.Corners);

    public override double[] Forward(double[] x) => [.. x.Select(f)];

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. x.Zip(dy, (value, d) => slope(value) * d)];

    /// <summary>The smallest distance to a corner. Exact hits do not count: they come from values cut off before, through which no gradient passes.</summary>
    public override double Margin(double[] x) => (
        from value in x
        from corner in corners
        let distance = Math.Abs(value - corner)
        where distance > 0
        select distance).DefaultIfEmpty(double.PositiveInfinity).Min();
}
