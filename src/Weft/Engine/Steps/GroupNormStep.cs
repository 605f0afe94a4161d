using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Group normalisation, with the ReLU behind it: every channel of every sample gets a centre and a scale of its own, those of its group and its weights.</summary>
/// <remarks>
/// Backward, with <c>m</c> values in a group, <c>f = 1 / sqrt(variance + epsilon)</c> and <c>g = dy gamma</c>: <c>dx = (g - mean(g) - xhat mean(g xhat)) f</c>, the means over the group.
/// They follow from two sums per channel, which are the weights' gradients too.
/// </remarks>
internal sealed class GroupNormStep : Step
{
    private readonly double _epsilon;
    private readonly bool _relu;
    private readonly int _channels;
    private readonly int _width;
    private readonly Weight? _gamma;
    private readonly Weight? _beta;
    private readonly Parameter? _gammaGradient;
    private readonly Parameter? _betaGradient;
    private readonly Slab _centers;
    private readonly Slab _factors;
    private readonly Slab _row;
    private readonly float[] _noOffset;

    /// <param name="layer">The layer.</param>
    /// <param name="weights">Scale and offset; null for none.</param>
    /// <param name="gradients">Where their gradients go; null for none.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="output">The result.</param>
    /// <param name="relu">Whether a ReLU ends it.</param>
    /// <param name="memory">The plan's memory.</param>
    public GroupNormStep(
        GroupNormalization layer, (Weight? Gamma, Weight? Beta) weights, (Parameter? Gamma, Parameter? Beta) gradients, Value input, Value output, bool relu, PlanMemory memory)
        : base(input, output)
    {
        (_epsilon, _relu) = (layer.Epsilon, relu);
        _channels = input.Shape[^1];
        _width = _channels / layer.GroupsOf(_channels);
        (_gamma, _beta) = weights;
        (_gammaGradient, _betaGradient) = gradients;
        _centers = memory.Arena.Floats(memory.Group * _channels);
        _factors = memory.Arena.Floats(memory.Group * _channels);
        _row = memory.Arena.Floats(5 * _channels);
        _noOffset = new float[_channels];
    }

    public override void Forward(Pass pass)
    {
        Span<float> sum = Row(pass, 0), square = Row(pass, 1), scale = Row(pass, 2);
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> center = pass.Work[_centers].Slice(i * _channels, _channels), factor = pass.Work[_factors].Slice(i * _channels, _channels);
            sum.Clear();
            square.Clear();

            // About each channel's first value, so that a large mean costs no digits.
            ChannelKernels.Moments(x, x[.._channels], sum, square);
            for (int c = 0; c < _channels; c += _width)
            {
                (double mean, double variance) = Combine(x.Slice(c, _width), sum.Slice(c, _width), square.Slice(c, _width));
                center.Slice(c, _width).Fill((float)mean);
                factor.Slice(c, _width).Fill((float)(1 / Math.Sqrt(variance + _epsilon)));
            }

            Scale(factor, scale);
            ChannelKernels.Apply(x, center, scale, Offset, [], _relu, pass.Data(Output).Slice(i * Input.Size, Input.Size));
        }
    }

    public override void Backward(Pass pass)
    {
        Span<float> sum = Row(pass, 0), product = Row(pass, 1), scale = Row(pass, 2), slope = Row(pass, 3), shift = Row(pass, 4);
        Span<float> dGamma = Begin(pass, _gammaGradient), dBeta = Begin(pass, _betaGradient);
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            ReadOnlySpan<float> center = pass.Work[_centers].Slice(i * _channels, _channels), factor = pass.Work[_factors].Slice(i * _channels, _channels);
            Span<float> dy = pass.Gradient(Output).Slice(i * Input.Size, Input.Size);
            Scale(factor, scale);
            sum.Clear();
            product.Clear();
            ChannelKernels.GradientSums(x, center, scale, Offset, [], _relu, dy, sum, product);
            for (int c = 0; c < _channels; c++)
            {
                product[c] *= factor[c];
            }

            Add(product, dGamma);
            Add(sum, dBeta);
            if (Input.HasGradient)
            {
                Slopes(sum, product, factor, slope, shift);
                ChannelKernels.Gradient(x, center, scale, Offset, _relu, slope, shift, dy, pass.Gradient(Input).Slice(i * Input.Size, Input.Size));
            }
        }
    }

    // Mean and variance of a group from its channels' sums.
    private (double Mean, double Variance) Combine(ReadOnlySpan<float> shift, ReadOnlySpan<float> sum, ReadOnlySpan<float> square)
    {
        double count = Input.Size / _channels, mean = 0, deviation = 0;
        for (int c = 0; c < _width; c++)
        {
            double average = sum[c] / count, distance = shift[c] + average - mean, before = c * count;
            mean += distance / (c + 1);
            deviation += Math.Max(square[c] - (sum[c] * average), 0) + (distance * distance * before / (c + 1));
        }

        return (mean, deviation / (count * _width));
    }

    // What stands before x - center, and alone, in the gradient.
    private void Slopes(ReadOnlySpan<float> sum, ReadOnlySpan<float> product, ReadOnlySpan<float> factor, Span<float> slope, Span<float> shift)
    {
        double count = (double)_width * (Input.Size / _channels);
        for (int c = 0; c < _channels; c += _width)
        {
            double gradient = 0, along = 0, inverse = factor[c];
            for (int i = c; i < c + _width; i++)
            {
                double gamma = _gamma is null ? 1 : _gamma.Values[i];
                gradient += gamma * sum[i];
                along += gamma * product[i];
            }

            slope.Slice(c, _width).Fill((float)(-inverse * inverse * along / count));
            shift.Slice(c, _width).Fill((float)(-inverse * gradient / count));
        }
    }

    private void Scale(ReadOnlySpan<float> factor, Span<float> scale)
    {
        for (int c = 0; c < _channels; c++)
        {
            scale[c] = _gamma is null ? factor[c] : factor[c] * _gamma.Values[c];
        }
    }

    private ReadOnlySpan<float> Offset => _beta is null ? _noOffset : _beta.Span;

    private Span<float> Row(Pass pass, int index) => pass.Work[_row].Slice(index * _channels, _channels);

    private static void Add(ReadOnlySpan<float> values, Span<float> sums)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }

    private static Span<float> Begin(Pass pass, Parameter? parameter)
    {
        Span<float> gradient = parameter is null ? [] : pass.Gradient(parameter);
        if (!pass.Accumulate)
        {
            gradient.Clear();
        }

        return gradient;
    }
}
