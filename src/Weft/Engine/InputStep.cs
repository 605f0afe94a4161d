namespace Weft.Engine;

/// <summary>Copies a group's samples from the data set into the plan, scaling pixels on the way.</summary>
internal sealed class InputStep(Value output) : Step(output, output)
{
    public override void Forward(Pass pass)
    {
        Batch batch = pass.Batch!;
        ReadOnlySpan<int> indices = batch.Indices.Span.Slice(pass.First, pass.Count);
        Span<float> samples = pass.Data(Output);
        for (int i = 0; i < indices.Length; i++)
        {
            batch.Data.Read(indices[i], samples.Slice(i * Output.Size, Output.Size), batch.PixelScale);
        }
    }

    public override void Backward(Pass pass)
    {
    }
}
