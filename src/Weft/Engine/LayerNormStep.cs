using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>Layer normalisation of rows: <c>xhat = (x - mean) / sqrt(variance + epsilon)</c>, <c>y = xhat gamma + beta</c>.</summary>
/// <remarks>Backward, with <c>g = dy gamma</c>: <c>dx = (g - mean(g) - xhat mean(g xhat)) / sqrt(variance + epsilon)</c>. The normalised rows are kept.</remarks>
internal sealed class LayerNormStep : Step
{
    private readonly double _epsilon;
    private readonly int _channels;
    private readonly Weight? _gamma;
    private readonly Weight? _beta;
    private readonly Parameter? _gammaGradient;
    private readonly Parameter? _betaGradient;
    private readonly Slab _normalized;
    private readonly Slab _inverse;
    private readonly Slab _row;

    public LayerNormStep(LayerNormalization layer, (Weight? Gamma, Weight? Beta) weights, (Parameter? Gamma, Parameter? Beta) gradients, Value input, Value output, PlanMemory memory)
        : base(input, output)
    {
        _epsilon = layer.Epsilon;
        _channels = input.Shape[^1];
        (_gamma, _beta) = weights;
        (_gammaGradient, _betaGradient) = gradients;
        _normalized = memory.Arena.Floats(memory.Group * input.Size);
        _inverse = memory.Arena.Floats(memory.Group * (input.Size / _channels));
        _row = memory.Arena.Floats(_channels);
    }

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> y = pass.Data(Output), normalized = pass.Work[_normalized], inverses = pass.Work[_inverse];
        for (int at = 0; at < x.Length; at += _channels)
        {
            Span<float> hat = normalized.Slice(at, _channels), row = y.Slice(at, _channels);
            TensorPrimitives.Subtract(x.Slice(at, _channels), TensorPrimitives.Sum(x.Slice(at, _channels)) / _channels, hat);
            float inverse = (float)(1 / Math.Sqrt((TensorPrimitives.SumOfSquares<float>(hat) / _channels) + _epsilon));
            inverses[at / _channels] = inverse;
            TensorPrimitives.Multiply(hat, inverse, hat);
            hat.CopyTo(row);
            if (_gamma is not null)
            {
                TensorPrimitives.Multiply(row, _gamma.Span, row);
            }

            if (_beta is not null)
            {
                TensorPrimitives.Add(row, _beta.Span, row);
            }
        }
    }

    public override void Backward(Pass pass)
    {
        ReadOnlySpan<float> dy = pass.Gradient(Output), normalized = pass.Work[_normalized], inverses = pass.Work[_inverse];
        Span<float> g = pass.Work[_row];
        Span<float> dGamma = Begin(pass, _gammaGradient), dBeta = Begin(pass, _betaGradient);
        for (int at = 0; at < dy.Length; at += _channels)
        {
            ReadOnlySpan<float> row = dy.Slice(at, _channels), hat = normalized.Slice(at, _channels);
            if (!dGamma.IsEmpty)
            {
                TensorPrimitives.MultiplyAdd(row, hat, dGamma, dGamma);
            }

            if (!dBeta.IsEmpty)
            {
                TensorPrimitives.Add(dBeta, row, dBeta);
            }

            if (Input.HasGradient)
            {
                row.CopyTo(g);
                if (_gamma is not null)
                {
                    TensorPrimitives.Multiply(g, _gamma.Span, g);
                }

                float mean = TensorPrimitives.Sum<float>(g) / _channels, product = TensorPrimitives.Dot(g, hat) / _channels;
                Span<float> dx = pass.Gradient(Input).Slice(at, _channels);
                TensorPrimitives.Subtract(g, mean, g);
                TensorPrimitives.MultiplyAdd(hat, -product, g, dx);
                TensorPrimitives.Multiply(dx, inverses[at / _channels], dx);
            }
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
