using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Batch normalisation in training, with the addition and the ReLU behind it: <c>y = act((x - mean) gamma / sqrt(variance + epsilon) + beta + addend)</c>.</summary>
/// <remarks>
/// A group's sums are taken about its first row, so that they do not cancel; the groups' means and squared deviations are combined in double (Chan, Golub and LeVeque 1979).
/// Backward, with <c>g</c> the gradient behind the ReLU and <c>N</c> the values of a channel: <c>dx = a (g - sum(g) / N - xhat sum(g xhat) / N)</c>, <c>a = gamma / sqrt(variance + epsilon)</c>.
/// The output's gradient may have the memory of the input's, or of the addend's.
/// </remarks>
internal sealed class BatchNormStep : BatchStep
{
    private readonly BatchNormalization _layer;
    private readonly BatchNormWeights _weights;
    private readonly Value? _addend;
    private readonly bool _relu;
    private readonly int _channels;
    private readonly Slab _shift;
    private readonly Slab _sum;
    private readonly Slab _square;
    private readonly double[] _mean;
    private readonly double[] _variance;
    private readonly float[] _center;
    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly float[] _slope;
    private readonly float[] _gradientOffset;

    /// <param name="layer">The description.</param>
    /// <param name="weights">Its weights, and where their gradients go.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="output">The result; its gradient may have the input's memory, or the addend's.</param>
    /// <param name="addend">A value that is added; null for none.</param>
    /// <param name="relu">Whether a ReLU ends the step.</param>
    /// <param name="arena">Where a group's sums are kept.</param>
    public BatchNormStep(BatchNormalization layer, BatchNormWeights weights, Value input, Value output, Value? addend, bool relu, ArenaLayout arena)
        : base(input, output)
    {
        (_layer, _weights, _addend, _relu) = (layer, weights, addend, relu);
        _channels = input.Shape[^1];
        (_shift, _sum, _square) = (arena.Floats(_channels), arena.Floats(_channels), arena.Floats(_channels));
        (_mean, _variance) = (new double[_channels], new double[_channels]);
        (_center, _scale, _offset, _slope, _gradientOffset) = (new float[_channels], new float[_channels], new float[_channels], new float[_channels], new float[_channels]);
    }

    public override IEnumerable<Value> Values
    {
        get
        {
            Value output = LeavesOutput ? Output with { Data = default } : Output;
            return _addend is null ? [Input, output] : [Input, _addend, output];
        }
    }

    /// <summary>Whether the next step can normalise what it reads: nothing else happens to it here.</summary>
    public bool CanLeaveOutput => _addend is null;

    /// <summary>Whether the output is left to the next step, which normalises what it reads.</summary>
    public bool LeavesOutput { get; set; }

    /// <summary>Whether the input's gradient is left to the step before, which computes it from the output's as it reads that.</summary>
    public bool LeavesGradient { get; set; }

    /// <summary>For who reads the input instead of the output.</summary>
    public PixelNormalization Normalization => new() { Center = _center, Scale = _scale, Offset = _offset, Relu = _relu };

    /// <summary>For who reads the output's gradient instead of the input's.</summary>
    public PixelNormalization GradientNormalization(Pass pass) =>
        new() { Center = _center, Scale = _scale, Offset = _offset, Slope = _slope, Shift = _gradientOffset, X = pass.Data(Input), Relu = MasksByInput };

    public override void Measure(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> shift = pass.Work[_shift], sum = pass.Work[_sum], square = pass.Work[_square];
        x[.._channels].CopyTo(shift);
        sum.Clear();
        square.Clear();
        ChannelKernels.Moments(x, shift, sum, square);
    }

    public override void Combine(ReadOnlySpan<Pass> groups)
    {
        Array.Clear(_mean);
        Array.Clear(_variance);
        double total = 0;
        foreach (Pass group in groups)
        {
            double count = Rows(group), part = count / (total + count);
            ReadOnlySpan<float> shift = group.Work[_shift], sum = group.Work[_sum], square = group.Work[_square];
            for (int c = 0; c < _channels; c++)
            {
                double average = sum[c] / count;
                double deviation = Math.Max(square[c] - (sum[c] * average), 0);
                double distance = shift[c] + average - _mean[c];
                _mean[c] += distance * part;
                _variance[c] += deviation + (distance * distance * total * part);
            }

            total += count;
        }

        for (int c = 0; c < _channels; c++)
        {
            _variance[c] /= total;
            _center[c] = (float)_mean[c];
            _scale[c] = (float)(_weights.GammaAt(c) * InverseDeviation(c));
            _offset[c] = _weights.BetaAt(c);
        }
    }

    public override void Forward(Pass pass)
    {
        if (!LeavesOutput)
        {
            ChannelKernels.Apply(pass.Data(Input), _center, _scale, _offset, _addend is null ? [] : pass.Data(_addend), _relu, pass.Data(Output));
        }
    }

    public override void MeasureGradient(Pass pass)
    {
        Span<float> sum = pass.Work[_sum], product = pass.Work[_square];
        sum.Clear();
        product.Clear();
        ChannelKernels.GradientSums(pass.Data(Input), _center, _scale, _offset, MasksByInput ? [] : pass.Data(Output), _relu, pass.Gradient(Output), sum, product);
        if (_weights.BetaGradient is { } beta)
        {
            Put(sum, pass.Gradient(beta), pass.Accumulate);
        }

        if (_weights.GammaGradient is { } gamma)
        {
            Span<float> gradient = pass.Gradient(gamma);
            for (int c = 0; c < _channels; c++)
            {
                gradient[c] = (float)(product[c] * InverseDeviation(c)) + (pass.Accumulate ? gradient[c] : 0);
            }
        }
    }

    public override void CombineGradient(ReadOnlySpan<Pass> groups)
    {
        double total = 0;
        foreach (Pass group in groups)
        {
            total += Rows(group);
        }

        for (int c = 0; c < _channels; c++)
        {
            double sum = 0, product = 0;
            foreach (Pass group in groups)
            {
                sum += group.Work[_sum][c];
                product += group.Work[_square][c];
            }

            double inverse = InverseDeviation(c);
            double scale = _weights.GammaAt(c) * inverse;
            _slope[c] = (float)(-scale * inverse * inverse * product / total);
            _gradientOffset[c] = (float)(-scale * sum / total);
        }
    }

    public override void Backward(Pass pass)
    {
        _addend?.Receive(pass, Output);
        if (Input.HasGradient && !LeavesGradient)
        {
            ChannelKernels.Gradient(pass.Data(Input), _center, _scale, _offset, MasksByInput, _slope, _gradientOffset, pass.Gradient(Output), pass.Gradient(Input));
        }
    }

    /// <summary><c>average = average momentum + batch (1 - momentum)</c>, with the biased variance, as Keras has it.</summary>
    public override void UpdateAverages()
    {
        double momentum = _layer.Momentum;
        float[] mean = _weights.MovingMean.Values, variance = _weights.MovingVariance.Values;
        for (int c = 0; c < _channels; c++)
        {
            mean[c] = (float)((mean[c] * momentum) + (_mean[c] * (1 - momentum)));
            variance[c] = (float)((variance[c] * momentum) + (_variance[c] * (1 - momentum)));
        }
    }

    // Without an addend x alone says where the ReLU is open, and nobody else reads the output's gradient.
    private bool MasksByInput => _relu && _addend is null;

    private double InverseDeviation(int channel) => 1 / Math.Sqrt(_variance[channel] + _layer.Epsilon);

    private int Rows(Pass group) => group.Count * (Input.Size / _channels);

    private static void Put(ReadOnlySpan<float> sum, Span<float> gradient, bool accumulate)
    {
        for (int c = 0; c < sum.Length; c++)
        {
            gradient[c] = accumulate ? gradient[c] + sum[c] : sum[c];
        }
    }
}
