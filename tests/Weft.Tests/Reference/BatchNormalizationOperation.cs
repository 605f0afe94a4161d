using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Every channel to mean 0 and variance 1 over a training batch, or by the moving averages; then scaled and shifted.</summary>
internal sealed class BatchNormalizationOperation : Operation
{
    private readonly BatchNormalization _layer;
    private readonly int _channels;
    private readonly int[] _channel;
    private readonly double[]? _gamma, _beta, _dGamma, _dBeta;
    private readonly double[] _movingMean, _movingVariance;

    public BatchNormalizationOperation(int[] input, BatchNormalization layer, double[][] weights)
        : base(input, input)
    {
        _layer = layer;
        int axis = layer.Axis < 0 ? layer.Axis + input.Length : layer.Axis - 1;
        int stride = input.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
        (_channels, _channel) = (input[axis], [.. Enumerable.Range(0, InputSize).Select(i => i / stride % input[axis])]);
        Queue<double[]> queue = new(weights);
        (_gamma, _dGamma) = layer.Scale ? (queue.Dequeue(), new double[_channels]) : (null, null);
        (_beta, _dBeta) = layer.Center ? (queue.Dequeue(), new double[_channels]) : (null, null);
        (_movingMean, _movingVariance) = (queue.Dequeue(), queue.Dequeue());
    }

    public override IReadOnlyList<double[]> Weights => [.. new[] { _gamma, _beta }.OfType<double[]>()];

    public override IReadOnlyList<double[]> Gradients => [.. new[] { _dGamma, _dBeta }.OfType<double[]>()];

    public override bool NeedsBatch => _layer.Trainable;

    // The sums are over the batch, whose size the step does not know here; tests use some hundreds of values.
    public override int SummationLength => 16 * InputSize / _channels;

    public override double[] Forward(double[] x) => Normalize(x, _movingMean, _movingVariance);

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. dy.Select((d, i) => d * Gamma(_channel[i]) / Deviation(_movingVariance[_channel[i]]))];

    public override double[][] ForwardBatch(double[][] x)
    {
        if (!NeedsBatch)
        {
            return base.ForwardBatch(x);
        }

        (double[] mean, double[] variance) = Moments(x);
        return [.. x.Select(sample => Normalize(sample, mean, variance))];
    }

    /// <summary>The chain rule as it reads: through the normalised value, the variance and the mean (Ioffe and Szegedy 2015, section 3).</summary>
    public override double[][] BackwardBatch(double[][] x, double[][] y, double[][] dy)
    {
        if (!NeedsBatch)
        {
            return base.BackwardBatch(x, y, dy);
        }

        (double[] mean, double[] variance) = Moments(x);
        double[][] dx = [.. x.Select(sample => new double[sample.Length])];
        for (int c = 0; c < _channels; c++)
        {
            (int n, int i)[] places = [.. from n in Enumerable.Range(0, x.Length) from i in Enumerable.Range(0, InputSize) where _channel[i] == c select (n, i)];
            double deviation = Deviation(variance[c]);
            double dVariance = 0, dMean = 0, sumCentered = 0;
            foreach ((int n, int i) in places)
            {
                double centered = x[n][i] - mean[c], dHat = dy[n][i] * Gamma(c);
                dVariance += dHat * centered * -0.5 / (deviation * deviation * deviation);
                dMean -= dHat / deviation;
                sumCentered += centered;
                if (_dGamma is not null)
                {
                    _dGamma[c] += dy[n][i] * centered / deviation;
                }

                if (_dBeta is not null)
                {
                    _dBeta[c] += dy[n][i];
                }
            }

            dMean += dVariance * -2 * sumCentered / places.Length;
            foreach ((int n, int i) in places)
            {
                dx[n][i] = (dy[n][i] * Gamma(c) / deviation) + (dVariance * 2 * (x[n][i] - mean[c]) / places.Length) + (dMean / places.Length);
            }
        }

        return dx;
    }

    private double[] Normalize(double[] x, double[] mean, double[] variance) =>
        [.. x.Select((value, i) => ((value - mean[_channel[i]]) / Deviation(variance[_channel[i]]) * Gamma(_channel[i])) + (_beta?[_channel[i]] ?? 0))];

    private (double[] Mean, double[] Variance) Moments(double[][] x)
    {
        double[] mean = new double[_channels], variance = new double[_channels];
        for (int c = 0; c < _channels; c++)
        {
            double[] values = [.. x.SelectMany(sample => sample.Where((_, i) => _channel[i] == c))];
            mean[c] = values.Average();
            variance[c] = values.Average(value => (value - mean[c]) * (value - mean[c]));
        }

        return (mean, variance);
    }

    private double Gamma(int channel) => _gamma?[channel] ?? 1;

    private double Deviation(double variance) => Math.Sqrt(variance + _layer.Epsilon);
}
