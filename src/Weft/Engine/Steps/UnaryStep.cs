using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A function of every value that is no activation.</summary>
internal sealed class UnaryStep(UnaryKind kind, float number, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass) => UnaryKernels.Forward(kind, number, pass.Data(Input), pass.Data(Output));

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            UnaryKernels.Backward(kind, number, pass.Data(Input), pass.Data(Output), pass.Gradient(Output), pass.Gradient(Input));
        }
    }
}
