using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Every output value is the input value at a place that follows from its own, or zero: <c>source</c> gives the place, or null.</summary>
internal sealed class RearrangedOperation(int[] input, int[] output, Func<int[], int[]?> source) : Operation(input, output)
{
    public static RearrangedOperation Of(Permute layer, int[] input) => new(
        input, [.. layer.Dims.Select(axis => input[axis - 1])], place => [.. Enumerable.Range(1, input.Length).Select(axis => place[Array.IndexOf([.. layer.Dims], axis)])]);

    public static RearrangedOperation Of(RepeatVector layer, int[] input) => new(input, [layer.N, input[0]], place => [place[1]]);

    public static RearrangedOperation Of(Cropping2D layer, int[] input) => new(
        input, [input[0] - layer.Top - layer.Bottom, input[1] - layer.Left - layer.Right, input[2]], place => [place[0] + layer.Top, place[1] + layer.Left, place[2]]);

    public override double[] Forward(double[] x) => [.. Sources().Select(from => from < 0 ? 0 : x[from])];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        foreach ((int from, double d) in Sources().Zip(dy).Where(pair => pair.First >= 0))
        {
            dx[from] += d;
        }

        return dx;
    }

    private IEnumerable<int> Sources() => Enumerable.Range(0, OutputSize).Select(i =>
        source(AxisGroups.Positions(i, Output)) is { } place ? place.Zip(Input).Aggregate(0, (at, axis) => (at * axis.Second) + axis.First) : -1);
}
