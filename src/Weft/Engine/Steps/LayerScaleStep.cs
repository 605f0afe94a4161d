using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>A weight for every channel: <c>y = x gamma</c>, <c>dgamma = sum of dy x</c>, <c>dx = dy gamma</c>.</summary>
internal sealed class LayerScaleStep(Weight scale, Parameter? gradient, Value input, Value output) : Step(input, output)
{
    private readonly int _channels = scale.Shape.Size;

    public override void Forward(Pass pass) => Scale(pass.Data(Input), pass.Data(Output));

    public override void Backward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input), dy = pass.Gradient(Output);
        if (gradient is not null)
        {
            Span<float> dScale = pass.Gradient(gradient);
            if (!pass.Accumulate)
            {
                dScale.Clear();
            }

            for (int at = 0; at < x.Length; at += _channels)
            {
                TensorPrimitives.MultiplyAdd(dy.Slice(at, _channels), x.Slice(at, _channels), dScale, dScale);
            }
        }

        if (Input.HasGradient)
        {
            Scale(dy, pass.Gradient(Input));
        }
    }

    private void Scale(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int at = 0; at < x.Length; at += _channels)
        {
            TensorPrimitives.Multiply(x.Slice(at, _channels), scale.Span, y.Slice(at, _channels));
        }
    }
}
