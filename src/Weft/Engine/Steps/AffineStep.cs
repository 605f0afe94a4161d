using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A scale and an offset for every channel, with the addition and the ReLU behind it: batch normalisation by its moving averages.</summary>
internal sealed class AffineStep(BatchNormWeights weights, double epsilon, Value input, Value output, Value? addend, bool relu) : Step(input, output)
{
    private readonly float[] _center = new float[input.Shape[^1]];
    private readonly float[] _scale = new float[input.Shape[^1]];
    private readonly float[] _offset = new float[input.Shape[^1]];
    private readonly float[] _zero = new float[input.Shape[^1]];
    private readonly float[] _inverse = new float[input.Shape[^1]];

    public override IEnumerable<Value> Values => addend is null ? base.Values : [Input, addend, Output];

    public override int PackParts => 1;

    public override void Pack(int part)
    {
        for (int c = 0; c < _scale.Length; c++)
        {
            _center[c] = weights.MovingMean.Values[c];
            _scale[c] = (float)weights.MovingScale(c, epsilon);
            _inverse[c] = (float)(1 / Math.Sqrt(weights.MovingVariance.Values[c] + epsilon));
            _offset[c] = weights.BetaAt(c);
        }
    }

    // As an addition.
    public override double Work => 64.0 * Output.Size;

    public override void Forward(Pass pass)
    {
        (int begin, int end) = pass.Part.Of(pass.Data(Output).Length, _center.Length);
        ChannelKernels.Apply(pass.Data(Input)[begin..end], _center, _scale, _offset, addend is null ? [] : pass.Data(addend)[begin..end], relu, pass.Data(Output)[begin..end]);
    }

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(Output);
        if (relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        AddWeightGradients(pass, gradient);
        addend?.Receive(pass, Output);
        if (Input.HasGradient)
        {
            ChannelKernels.Apply(gradient, _zero, _scale, _zero, [], relu: false, pass.Gradient(Input));
        }
    }

    // As in training, with averages that do not depend on x: dbeta = sum of dy, dgamma = sum of dy xhat.
    private void AddWeightGradients(Pass pass, Span<float> gradient)
    {
        if (weights is { GammaGradient: null, BetaGradient: null })
        {
            return;
        }

        Span<float> dBeta = weights.BetaGradient is { } beta ? pass.Gradient(beta) : [], dGamma = weights.GammaGradient is { } gamma ? pass.Gradient(gamma) : [];
        if (!pass.Accumulate)
        {
            dBeta.Clear();
            dGamma.Clear();
        }

        // Nothing trains this way, so memory may be asked for.
        float[] sum = new float[_center.Length], product = new float[_center.Length];
        ChannelKernels.GradientSums(pass.Data(Input), _center, _scale, _offset, [], relu: false, gradient, sum, product);
        for (int c = 0; c < _center.Length; c++)
        {
            if (!dBeta.IsEmpty)
            {
                dBeta[c] += sum[c];
            }

            if (!dGamma.IsEmpty)
            {
                dGamma[c] += product[c] * _inverse[c];
            }
        }
    }
}
