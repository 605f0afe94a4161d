using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Several values made one, coordinate by coordinate: every output has, in each input, the one place it is made of.</summary>
internal sealed class MergeOperation : Operation
{
    private readonly MergeLayer _layer;
    private readonly int[][] _extents;

    // For each input and each output place, the input's place; -1 where a concatenation takes another input.
    private readonly int[][] _places;

    public MergeOperation(MergeLayer layer, int[][] inputs)
        : base(inputs[0], OutputOf(layer, inputs))
    {
        (_layer, _extents) = (layer, Extents(layer, inputs));
        _places = [.. inputs.Select((_, k) => Places(k))];
    }

    public override int Depth => _extents.Length;

    public override double[] Forward(double[] x) => throw new NotSupportedException("A merge reads several values.");

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new NotSupportedException("A merge reads several values.");

    public override double[][] ForwardAll(double[][][] inputs, bool training) =>
        [.. inputs[0].Select((_, n) => Enumerable.Range(0, OutputSize).Select(at => Value(Of(inputs, n, at))).ToArray())];

    public override double[][][] BackwardAll(double[][][] inputs, double[][] y, double[][] dy)
    {
        double[][][] gradients = [.. inputs.Select(input => input.Select(sample => new double[sample.Length]).ToArray())];
        for (int n = 0; n < dy.Length; n++)
        {
            for (int at = 0; at < OutputSize; at++)
            {
                double[] values = Of(inputs, n, at);
                for (int k = 0, v = 0; k < inputs.Length; k++)
                {
                    if (_places[k][at] >= 0)
                    {
                        gradients[k][n][_places[k][at]] += dy[n][at] * Slope(values, v++);
                    }
                }
            }
        }

        return gradients;
    }

    public override double MarginOf(double[][][] inputs, bool training)
    {
        if (_layer is not (Maximum or Minimum))
        {
            return double.PositiveInfinity;
        }

        double margin = double.PositiveInfinity;
        for (int n = 0; n < inputs[0].Length; n++)
        {
            for (int at = 0; at < OutputSize; at++)
            {
                double[] sorted = [.. Of(inputs, n, at).Order()];
                margin = sorted.Zip(sorted.Skip(1), (a, b) => b - a).Append(margin).Min();
            }
        }

        return margin;
    }

    private double[] Of(double[][][] inputs, int sample, int at) =>
        [.. Enumerable.Range(0, inputs.Length).Where(k => _places[k][at] >= 0).Select(k => inputs[k][sample][_places[k][at]])];

    private double Value(double[] values) => _layer switch
    {
        Add => values.Sum(),
        Subtract => values[0] - values[1],
        Multiply => values.Aggregate(1.0, (a, b) => a * b),
        Average => values.Sum() / values.Length,
        CustomScaleLayer scaled => values[0] + (scaled.Scale * values[1]),
        Maximum => values.Max(),
        Minimum => values.Min(),
        Concatenate or StackOperation => values[0],
        DivideOperation => values[0] / values[1],
        _ => throw new ArgumentOutOfRangeException(nameof(values), $"The oracle does not know {_layer}."),
    };

    private double Slope(double[] values, int k) => _layer switch
    {
        Subtract => k == 0 ? 1 : -1,
        Multiply => values.Where((_, other) => other != k).Aggregate(1.0, (a, b) => a * b),
        Average => 1.0 / values.Length,
        DivideOperation => k == 0 ? 1 / values[1] : -values[0] / (values[1] * values[1]),
        CustomScaleLayer scaled => k == 0 ? 1 : scaled.Scale,
        Maximum => Array.IndexOf(values, values.Max()) == k ? 1 : 0,
        Minimum => Array.IndexOf(values, values.Min()) == k ? 1 : 0,
        _ => 1,
    };

    private int[] Places(int k)
    {
        int[] extents = _extents[k], places = new int[OutputSize];
        int axis = AxisOf(_layer, extents.Length);
        int begin = axis < 0 ? 0 : _extents.Take(k).Sum(input => input[axis]);
        for (int at = 0; at < places.Length; at++)
        {
            int rest = at, place = 0, stride = 1;
            for (int i = Output.Length - 1; i >= 0; i--)
            {
                int coordinate = rest % Output[i], own = i - (Output.Length - extents.Length);
                rest /= Output[i];
                if (own < 0)
                {
                    continue;
                }

                coordinate = own == axis ? coordinate - begin : extents[own] == 1 ? 0 : coordinate;
                place = place < 0 || coordinate < 0 || coordinate >= extents[own] ? -1 : place + (coordinate * stride);
                stride *= extents[own];
            }

            places[at] = place;
        }

        return places;
    }

    // The axis along which inputs are joined; -1 for none.
    private static int AxisOf(MergeLayer layer, int rank) => layer switch
    {
        Concatenate joined => joined.Axis < 0 ? joined.Axis + rank : joined.Axis - 1,
        StackOperation stacked => stacked.Axis < 0 ? stacked.Axis + rank : stacked.Axis - 1,
        _ => -1,
    };

    // A stack joins inputs that have got an axis of extent 1.
    private static int[][] Extents(MergeLayer layer, int[][] inputs)
    {
        int axis = AxisOf(layer, inputs[0].Length + 1);
        return layer is StackOperation ? [.. inputs.Select(input => (int[])[.. input.Take(axis), 1, .. input.Skip(axis)])] : inputs;
    }

    private static int[] OutputOf(MergeLayer layer, int[][] inputs)
    {
        inputs = Extents(layer, inputs);
        if (AxisOf(layer, inputs[0].Length) is >= 0 and int axis)
        {
            int[] output = [.. inputs[0]];
            output[axis] = inputs.Sum(input => input[axis]);
            return output;
        }

        int rank = inputs.Max(input => input.Length);
        return [.. Enumerable.Range(1, rank).Reverse().Select(back => inputs.Max(input => input.Length >= back ? input[^back] : 1))];
    }
}
