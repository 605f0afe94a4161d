namespace Weft.Engine;

/// <summary>Keeps a value's gradient when all of it is there: it stands right behind the step that makes the value.</summary>
/// <param name="place">Which of the gradients that were asked for.</param>
/// <param name="kept">Where it is kept.</param>
/// <param name="value">The value.</param>
internal sealed class TapStep(int place, Slab kept, Value value) : Step(value, value)
{
    public int Place => place;

    public override void Forward(Pass pass)
    {
    }

    public override void Backward(Pass pass)
    {
        if (!Output.AddsGradient)
        {
            pass.Gradient(Output).Clear();
        }

        pass.Gradient(Output).CopyTo(pass.Work[kept]);
    }

    /// <summary>The gradients of the pass's samples.</summary>
    public ReadOnlySpan<float> Gradients(Pass pass) => pass.Work[kept][..(pass.Count * Output.Size)];
}

/// <summary>The end of a plan whose way back begins with a given gradient by the output: the samples' targets.</summary>
internal sealed class SeedStep(Value output) : Step(output, output)
{
    public override void Forward(Pass pass)
    {
        for (int i = 0; Output.HasGradient && i < pass.Count; i++)
        {
            pass.Batch!.Data.Target(pass.Batch.Indices.Span[pass.First + i]).CopyTo(pass.Gradient(Output)[(i * Output.Size)..]);
        }
    }

    public override void Backward(Pass pass)
    {
    }
}
