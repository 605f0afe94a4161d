using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A value that is used twice: the second user reads the same data. On the way back both gradients are added here, unless one user adds its own to the other's (<see cref="Value.AddsGradient"/>).</summary>
/// <remarks>Stands before both users, so that both gradients are there when it is its turn.</remarks>
internal sealed class ForkStep(Value input, Value branch) : Step(input, branch)
{
    public override void Forward(Pass pass)
    {
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient && Input.Gradient != Output.Gradient)
        {
            Elementwise.Add(pass.Gradient(Output), pass.Gradient(Input));
        }
    }
}

/// <summary>Where branches meet, with the ReLU behind: <c>y = act(a + b)</c>.</summary>
internal sealed class AddStep(Value input, Value branch, Value output, bool relu) : Step(input, output)
{
    public override IEnumerable<Value> Values => [Input, branch, Output];

    // A value that comes from another core's cache takes as long as this many multiply-adds.
    public override double Work => 64.0 * Output.Size;

    public override void Forward(Pass pass)
    {
        (int begin, int end) = pass.Part.Of(pass.Data(Output).Length);
        Span<float> y = pass.Data(Output)[begin..end];
        TensorPrimitives.Add(pass.Data(Input)[begin..end], pass.Data(branch)[begin..end], y);
        if (relu)
        {
            TensorPrimitives.Max(y, 0, y);
        }
    }

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(Output);
        if (relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        foreach (Value value in (ReadOnlySpan<Value>)[Input, branch])
        {
            if (value.HasGradient && value.Gradient != Output.Gradient)
            {
                gradient.CopyTo(pass.Gradient(value));
            }
        }
    }
}
