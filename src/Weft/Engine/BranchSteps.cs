using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A value that is used twice: the second user reads the same data, and its gradient, which has memory of its own, is added on the way back.</summary>
/// <remarks>Stands before both users, so that both gradients are there when it is its turn.</remarks>
internal sealed class ForkStep(Value input, Value branch) : Step(input, branch)
{
    public override void Forward(Pass pass)
    {
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            Span<float> gradient = pass.Gradient(Input);
            Elementwise.Add(pass.Gradient(Output), gradient);
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

        if (branch.HasGradient)
        {
            gradient.CopyTo(pass.Gradient(branch));
        }

        if (Input.HasGradient && Input.Gradient != Output.Gradient)
        {
            gradient.CopyTo(pass.Gradient(Input));
        }
    }
}
