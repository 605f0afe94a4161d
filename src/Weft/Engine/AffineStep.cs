using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A scale and an offset for every channel, with the addition and the ReLU behind it: batch normalisation by its moving averages.</summary>
internal sealed class AffineStep(BatchNormWeights weights, double epsilon, Value input, Value output, Value? addend, bool relu) : Step(input, output)
{
    private readonly float[] _center = new float[input.Shape[^1]];
    private readonly float[] _scale = new float[input.Shape[^1]];
    private readonly float[] _offset = new float[input.Shape[^1]];
    private readonly float[] _zero = new float[input.Shape[^1]];

    public override IEnumerable<Value> Values => addend is null ? base.Values : [Input, addend, Output];

    public override int PackParts => 1;

    public override void Pack(int part)
    {
        for (int c = 0; c < _scale.Length; c++)
        {
            _center[c] = weights.MovingMean.Values[c];
            _scale[c] = (float)weights.MovingScale(c, epsilon);
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

        if (Input.HasGradient)
        {
            ChannelKernels.Apply(gradient, _zero, _scale, _zero, [], relu: false, pass.Gradient(Input));
        }
    }
}
