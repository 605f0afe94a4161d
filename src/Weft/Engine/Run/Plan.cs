using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A model compiled for its input shape: steps in order, every buffer laid out.</summary>
internal sealed class Plan : IDisposable
{
    public required Step[] Steps { get; init; }

    /// <summary>The steps that need the whole batch, in the order in which layers are called, which is not that of the steps: a normalisation that is used twice takes its averages in it.</summary>
    public required BatchStep[] BatchSteps { get; init; }

    /// <summary>The trainable weights, in the model's order.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    public required ArenaLayout Arena { get; init; }

    /// <summary>The values that hold the model's outputs; its logits where the loss takes the softmax in.</summary>
    public required IReadOnlyList<Value> Outputs { get; init; }

    /// <summary>The value that holds the model's first output.</summary>
    public Value Output => Outputs[0];

    /// <summary>The end of a plan with a loss; null in one that only predicts.</summary>
    public LossStep? Loss { get; init; }

    /// <summary>The most samples that go through at a time.</summary>
    public required int Group { get; init; }

    /// <summary>Length of a shard's gradient buffer.</summary>
    public required int GradientSize { get; init; }

    /// <summary>Whether a step needs the whole batch, so that groups go through stage by stage.</summary>
    public bool HasStages => BatchSteps.Length > 0;

    /// <summary>Whether threads that share a sample have a step to divide.</summary>
    public bool IsDivided => Array.Exists(Steps, step => step.IsDivided);

    /// <summary>The memory that the steps share, for one worker.</summary>
    public AlignedFloats CreateScratch() => new(Arena.ScratchCount);

    /// <summary>A workspace and all that belongs to it.</summary>
    /// <param name="scratch">The memory that the steps share; null for memory of its own.</param>
    /// <param name="leader">Another thread's workspace for the same sample, with what they have in common; null where a sample has one thread.</param>
    public Pass CreatePass(AlignedFloats? scratch = null, Workspace? leader = null) => new(new Workspace(Arena, scratch, leader)) { Sums = new double[Loss?.SumCount ?? 0] };

    /// <summary>Takes the pass's group forward.</summary>
    public void Forward(Pass pass)
    {
        foreach (Step step in Steps)
        {
            step.Forward(pass);
        }
    }

    /// <summary>Takes a single sample forward.</summary>
    public void Forward(Pass pass, ReadOnlySpan<float> sample)
    {
        ((InputStep)Steps[0]).Put(pass, sample);
        for (int i = 1; i < Steps.Length; i++)
        {
            Steps[i].Forward(pass);
        }
    }

    /// <summary>Takes the pass's gradients back.</summary>
    public void Backward(Pass pass)
    {
        for (int i = Steps.Length - 1; i >= 0; i--)
        {
            if (Steps[i].Output.HasGradient)
            {
                Steps[i].GoBack(pass);
            }
        }
    }

    /// <summary>Rearranges all weights for the kernels.</summary>
    public void Pack() => Array.ForEach(Steps, step => step.PackAll());

    /// <summary>Rearranges the weights that cannot wait; enough to compute, with the same bits.</summary>
    public void PackWhatCannotWait() => Array.ForEach(Steps, step => step.PackAll(waiting: false));

    /// <summary>Rearranges those that could wait, while others compute.</summary>
    public void PackTheRest() => Array.ForEach(Steps, step => step.PackAll(waiting: true));

    /// <summary>Gives the steps' memory back.</summary>
    public void Dispose() => Array.ForEach(Steps, step => step.Dispose());
}
