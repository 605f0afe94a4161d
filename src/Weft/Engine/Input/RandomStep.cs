namespace Weft.Engine;

/// <summary>A random layer that does not stand at the beginning of the model: acts on samples that earlier steps have made.</summary>
/// <remarks>Nothing before it is trained, so it has no gradient to take back.</remarks>
internal sealed class RandomStep(TransformChain chain, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> y = pass.Data(Output);
        for (int i = 0; i < pass.Count; i++)
        {
            SampleDraw draw = new(pass.Work, pass.Batch!.Step, pass.First + i);
            chain.Apply(draw, x.Slice(i * Input.Size, Input.Size), y.Slice(i * Output.Size, Output.Size));
        }
    }

    public override void Backward(Pass pass)
    {
    }
}
