using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Values in groups that are normalised by what each group has in common, then scaled and shifted: layer, group, root mean square and unit normalisation.</summary>
internal sealed class GroupedNormalizationOperation : Operation
{
    private readonly IReadOnlyList<int[]> _groups;
    private readonly int[] _weights;
    private readonly Rule _rule;
    private readonly double _epsilon;
    private readonly double[]? _gamma, _beta, _dGamma, _dBeta;

    private GroupedNormalizationOperation(int[] input, IReadOnlyList<int[]> groups, Func<int, int, int> weight, Rule rule, double epsilon, double[]? gamma, double[]? beta)
        : base(input, input)
    {
        (_groups, _rule, _epsilon, _gamma, _beta) = (groups, rule, epsilon, gamma, beta);
        _weights = new int[InputSize];
        foreach (int[] group in groups)
        {
            for (int i = 0; i < group.Length; i++)
            {
                _weights[group[i]] = weight(i, group[i]);
            }
        }

        (_dGamma, _dBeta) = (gamma is null ? null : new double[gamma.Length], beta is null ? null : new double[beta.Length]);
    }

    private enum Rule
    {
        MeanAndDeviation,
        Deviation,
        MeanSquare,
        Length,
    }

    public static GroupedNormalizationOperation Of(LayerNormalization layer, int[] input, double[][] weights) => layer.RmsScaling
        ? new(input, new AxisGroups(input, layer.Axes).Indices, (place, _) => place, Rule.Deviation, layer.Epsilon, weights[0], null)
        : new(input, new AxisGroups(input, layer.Axes).Indices, (place, _) => place, Rule.MeanAndDeviation, layer.Epsilon, layer.Scale ? weights[0] : null, layer.Center ? weights[^1] : null);

    public static GroupedNormalizationOperation Of(RMSNormalization layer, int[] input, double[][] weights) =>
        new(input, new AxisGroups(input, layer.Axes).Indices, (place, _) => place, Rule.MeanSquare, layer.Epsilon, weights[0], null);

    public static GroupedNormalizationOperation Of(UnitNormalization layer, int[] input) =>
        new(input, new AxisGroups(input, layer.Axes).Indices, (place, _) => place, Rule.Length, 0, null, null);

    public static GroupedNormalizationOperation Of(GroupNormalization layer, int[] input, double[][] weights)
    {
        int axis = layer.Axis < 0 ? layer.Axis + input.Length : layer.Axis - 1;
        int stride = input.Skip(axis + 1).Aggregate(1, (a, b) => a * b), size = input.Aggregate(1, (a, b) => a * b);
        int channels = input[axis], width = layer.Groups == -1 ? 1 : channels / layer.Groups;
        int[][] groups = [.. Enumerable.Range(0, size).GroupBy(i => i / stride % channels / width).Select(group => group.ToArray())];
        return new(input, groups, (_, index) => index / stride % channels, Rule.MeanAndDeviation, layer.Epsilon, layer.Scale ? weights[0] : null, layer.Center ? weights[^1] : null);
    }

    public override IReadOnlyList<double[]> Weights => [.. new[] { _gamma, _beta }.OfType<double[]>()];

    public override IReadOnlyList<double[]> Gradients => [.. new[] { _dGamma, _dBeta }.OfType<double[]>()];

    public override int SummationLength => Math.Max(_groups[0].Length, InputSize / (_gamma ?? _beta ?? new double[InputSize]).Length);

    public override double[] Forward(double[] x)
    {
        double[] hat = Normalize(x);
        return [.. hat.Select((value, i) => (value * (_gamma?[_weights[i]] ?? 1)) + (_beta?[_weights[i]] ?? 0))];
    }

    /// <summary>By the Jacobian of a group, <c>d hat_i / d x_j</c>.</summary>
    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] hat = Normalize(x), dx = new double[x.Length];
        foreach (int[] group in _groups)
        {
            (double mean, double divisor) = Measure(x, group);
            double n = group.Length;
            foreach (int i in group)
            {
                double dHat = dy[i] * (_gamma?[_weights[i]] ?? 1);
                foreach (int j in group)
                {
                    double common = _rule switch
                    {
                        Rule.MeanAndDeviation => (1 / n) + (hat[i] * hat[j] / n),
                        Rule.Deviation => x[i] * (x[j] - mean) / (n * divisor * divisor),
                        Rule.MeanSquare => hat[i] * hat[j] / n,
                        _ => hat[i] * hat[j],
                    };
                    dx[j] += dHat * ((i == j ? 1 : 0) - common) / divisor;
                }
            }
        }

        for (int i = 0; i < x.Length; i++)
        {
            if (_dGamma is not null)
            {
                _dGamma[_weights[i]] += dy[i] * hat[i];
            }

            if (_dBeta is not null)
            {
                _dBeta[_weights[i]] += dy[i];
            }
        }

        return dx;
    }

    private double[] Normalize(double[] x)
    {
        double[] hat = new double[x.Length];
        foreach (int[] group in _groups)
        {
            (double mean, double divisor) = Measure(x, group);
            foreach (int i in group)
            {
                hat[i] = (x[i] - (_rule == Rule.MeanAndDeviation ? mean : 0)) / divisor;
            }
        }

        return hat;
    }

    private (double Mean, double Divisor) Measure(double[] x, int[] group)
    {
        double mean = group.Average(i => x[i]), square = group.Sum(i => x[i] * x[i]);
        return (mean, _rule switch
        {
            Rule.MeanSquare => Math.Sqrt((square / group.Length) + _epsilon),
            Rule.Length => Math.Sqrt(square),
            _ => Math.Sqrt(group.Average(i => (x[i] - mean) * (x[i] - mean)) + _epsilon),
        });
    }
}
