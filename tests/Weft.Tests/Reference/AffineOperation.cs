using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary><c>y_i = a_c x_i + b_c</c> with the channel c of i: a normalisation by known values, or a rescaling.</summary>
internal sealed class AffineOperation : Operation
{
    private readonly double[] _scale;
    private readonly double[] _offset;

    public AffineOperation(int[] input, Normalization layer, double[][] weights)
        : base(input, input)
    {
        int[] axes = [.. layer.Axes.Select(axis => axis < 0 ? axis + input.Length : axis - 1).Order()];
        int[] numbers = [.. Enumerable.Range(0, input.Aggregate(1, (a, b) => a * b)).Select(i => axes.Aggregate(0, (number, axis) =>
            (number * input[axis]) + (i / input.Skip(axis + 1).Aggregate(1, (a, b) => a * b) % input[axis])))];
        double[] mean = Spread(layer.Mean, numbers) ?? [.. numbers.Select(number => weights[0][number])];
        double[] variances = Spread(layer.Variance, numbers) ?? [.. numbers.Select(number => weights[1][number])];
        double[] deviation = [.. variances.Select(variance => Math.Max(Math.Sqrt(variance), 1e-7))];
        _scale = [.. deviation.Select(d => layer.Invert ? d : 1 / d)];
        _offset = [.. mean.Select((m, c) => layer.Invert ? m : -m / deviation[c])];
    }

    public AffineOperation(int[] input, Rescaling layer)
        : base(input, input) =>
        (_scale, _offset) = (PerChannel(layer.Scale, input[^1]), PerChannel(layer.Offset, input[^1]));

    public override double[] Forward(double[] x) => [.. x.Select((value, i) => (_scale[i % _scale.Length] * value) + _offset[i % _scale.Length])];

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. dy.Select((d, i) => d * _scale[i % _scale.Length])];

    private static double[] PerChannel(IReadOnlyList<double> values, int channels) => [.. Enumerable.Range(0, channels).Select(c => values.Count == 1 ? values[0] : values[c])];

    private static double[]? Spread(IReadOnlyList<float>? values, int[] numbers) =>
        values is null ? null : [.. numbers.Select(number => (double)values[number % values.Count])];
}
