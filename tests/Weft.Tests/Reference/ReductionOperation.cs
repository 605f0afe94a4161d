using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>One value of those along some axes.</summary>
internal sealed class ReductionOperation : Operation
{
    private readonly Reduction _reduction;
    private readonly int[][] _groups;

    public ReductionOperation(ReduceOperation layer, int[] input)
        : base(input, OutputOf(layer, input))
    {
        _reduction = layer.Reduction;
        bool[] isReduced = Reduced(layer, input);
        _groups = [.. Enumerable.Range(0, InputSize).GroupBy(at => string.Join(' ', Coordinates(at).Where((_, axis) => !isReduced[axis]))).Select(group => group.ToArray())];
    }

    public override int SummationLength => _groups[0].Length;

    public override int Depth => 4;

    public override double[] Forward(double[] x) => [.. _groups.Select(group => Value([.. group.Select(at => x[at])]))];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < _groups.Length; i++)
        {
            double[] values = [.. _groups[i].Select(at => x[at])];
            double mean = values.Average(), n = values.Length;
            foreach (int at in _groups[i])
            {
                dx[at] = dy[i] * _reduction switch
                {
                    Reduction.Sum => 1,
                    Reduction.Mean => 1 / n,
                    Reduction.Var => 2 * (x[at] - mean) / n,
                    Reduction.Std => (x[at] - mean) / (n * y[i]),
                    _ => x[at] == y[i] ? 1.0 / values.Count(value => value == y[i]) : 0,
                };
            }
        }

        return dx;
    }

    /// <summary>How far the first is from the second, where only one of them counts.</summary>
    public override double Margin(double[] x) => _reduction is not (Reduction.Max or Reduction.Min) ? double.PositiveInfinity : _groups.Min(group =>
    {
        double[] sorted = [.. group.Select(at => _reduction == Reduction.Max ? -x[at] : x[at]).Order()];
        return sorted.Length > 1 ? sorted[1] - sorted[0] : double.PositiveInfinity;
    });

    private double Value(double[] values) => _reduction switch
    {
        Reduction.Sum => values.Sum(),
        Reduction.Mean => values.Average(),
        Reduction.Max => values.Max(),
        Reduction.Min => values.Min(),
        Reduction.Var => Variance(values),
        _ => Math.Sqrt(Variance(values)),
    };

    private static double Variance(double[] values) => values.Select(value => (value - values.Average()) * (value - values.Average())).Average();

    private int[] Coordinates(int at)
    {
        int[] coordinates = new int[Input.Length];
        for (int axis = Input.Length - 1; axis >= 0; axis--)
        {
            (at, coordinates[axis]) = Math.DivRem(at, Input[axis]);
        }

        return coordinates;
    }

    private static bool[] Reduced(ReduceOperation layer, int[] input) => [.. input.Select((_, axis) => layer.Axes.Any(one => one == axis + 1 || one == axis - input.Length))];

    private static int[] OutputOf(ReduceOperation layer, int[] input)
    {
        bool[] isReduced = Reduced(layer, input);
        return layer.KeepDims ? [.. input.Select((extent, axis) => isReduced[axis] ? 1 : extent)] : [.. input.Where((_, axis) => !isReduced[axis])];
    }
}
