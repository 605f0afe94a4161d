using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Every run of channels to mean 0 and variance 1, then scaled and shifted.</summary>
internal sealed class LayerNormalizationOperation : Operation
{
    private readonly int _channels;
    private readonly double _epsilon;
    private readonly double[]? _gamma, _beta, _dGamma, _dBeta;

    public LayerNormalizationOperation(int[] input, LayerNormalization layer, double[][] weights)
        : base(input, input)
    {
        _channels = input[^1];
        _epsilon = layer.Epsilon;
        (_gamma, _dGamma) = layer.Scale ? (weights[0], new double[_channels]) : (null, null);
        (_beta, _dBeta) = layer.Center ? (weights[^1], new double[_channels]) : (null, null);
    }

    public override IReadOnlyList<double[]> Weights => [.. new[] { _gamma, _beta }.OfType<double[]>()];

    public override IReadOnlyList<double[]> Gradients => [.. new[] { _dGamma, _dBeta }.OfType<double[]>()];

    public override int SummationLength => Math.Max(_channels, InputSize / _channels);

    public override double[] Forward(double[] x) => [.. x.Select((_, i) => (Hat(x, i) * (_gamma?[i % _channels] ?? 1)) + (_beta?[i % _channels] ?? 0))];

    /// <summary>By the Jacobian: <c>d xhat_i / d x_j = (delta_ij - 1/n - xhat_i xhat_j / n) / deviation</c>.</summary>
    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double hat = Hat(x, i), dHat = dy[i] * (_gamma?[i % _channels] ?? 1);
            int first = i / _channels * _channels;
            for (int j = first; j < first + _channels; j++)
            {
                dx[j] += dHat * ((i == j ? 1 : 0) - (1.0 / _channels) - (hat * Hat(x, j) / _channels)) / Deviation(x, first);
            }

            if (_dGamma is not null)
            {
                _dGamma[i % _channels] += dy[i] * hat;
            }

            if (_dBeta is not null)
            {
                _dBeta[i % _channels] += dy[i];
            }
        }

        return dx;
    }

    private double Hat(double[] x, int i)
    {
        int first = i / _channels * _channels;
        return (x[i] - Mean(x, first)) / Deviation(x, first);
    }

    private double Mean(double[] x, int first) => x.Skip(first).Take(_channels).Average();

    private double Deviation(double[] x, int first)
    {
        double mean = Mean(x, first);
        return Math.Sqrt(x.Skip(first).Take(_channels).Average(value => (value - mean) * (value - mean)) + _epsilon);
    }
}
