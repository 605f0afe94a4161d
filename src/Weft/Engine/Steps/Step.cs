using Weft.Kernels;

namespace Weft.Engine;

/// <summary>One instruction of a plan: takes a group of samples from its input value to its output value, and gradients back.</summary>
/// <remarks>A step holds tables and packed weights, shared by all workers; what belongs to a group lies in the pass's workspace.</remarks>
internal abstract class Step(Value input, Value output) : IDisposable
{
    private readonly List<AlignedFloats> _own = [];

    public Value Input { get; } = input;

    public Value Output { get; } = output;

    /// <summary>All values whose data or gradient the step reads or writes.</summary>
    public virtual IEnumerable<Value> Values => [Input, Output];

    /// <summary>What the step does, for people.</summary>
    public string Operation { get; set; } = "";

    /// <summary>How the step does it, where there is a choice.</summary>
    public virtual string Algorithm => "";

    /// <summary>How much memory the step has for itself, in floats.</summary>
    public long OwnedFloats => _own.Sum(floats => (long)floats.Length);

    /// <summary>Gradients that the way back stores apart, and where they are added then: for steps that cannot add to what another reader of their input has left.</summary>
    public Operations.GradientSum[] Sums { get; set; } = [];

    /// <summary>Whether another use of the step's weights comes before it on the way back, so that it adds to their gradients.</summary>
    public bool AddsToWeights { get; set; }

    /// <summary>The layers the step computes; none for the input and the loss.</summary>
    public IReadOnlyList<BuiltLayer> Layers { get; set; } = [];

    /// <summary>What the output of one sample takes, in multiply-adds, where it can be computed in parts (<see cref="Pass.Part"/>); 0 where it cannot.</summary>
    public virtual double Work => 0;

    /// <summary>Whether threads that share a sample compute a part of the output each, instead of all of it each for itself.</summary>
    public bool IsDivided { get; set; }

    /// <summary>Computes the output, or the pass's part of it.</summary>
    public abstract void Forward(Pass pass);

    /// <summary>From the output's gradient: the weights' gradients, and the input's where it is wanted. May overwrite the output's gradient.</summary>
    public abstract void Backward(Pass pass);

    /// <summary>Goes back, and adds what was stored apart.</summary>
    public void GoBack(Pass pass)
    {
        bool accumulate = pass.Accumulate;
        pass.Accumulate |= AddsToWeights;
        Backward(pass);
        pass.Accumulate = accumulate;
        foreach (Operations.GradientSum sum in Sums)
        {
            Elementwise.Add(pass.Gradient(sum.From), pass.Gradient(sum.To));
        }
    }

    /// <summary>How many parts the rearranging of the weights has.</summary>
    public virtual int PackParts => 0;

    /// <summary>Rearranges a part of the weights for the kernels, after they have changed.</summary>
    public virtual void Pack(int part)
    {
    }

    /// <summary>Whether a part of the weights can stay as it is for a while: the step then rearranges it bit by bit as it computes, which takes longer and no memory.</summary>
    public virtual bool CanWait(int part) => false;

    /// <summary>Rearranges all weights, or those that can wait, or the others.</summary>
    /// <param name="waiting">Which of them; null for all.</param>
    public void PackAll(bool? waiting = null)
    {
        for (int part = 0; part < PackParts; part++)
        {
            if (waiting is null || CanWait(part) == waiting)
            {
                Pack(part);
            }
        }
    }

    /// <summary>Memory that the step, or a part of it, has for as long as its plan lives; all zero.</summary>
    public AlignedFloats Own(int length)
    {
        AlignedFloats floats = new(length);
        _own.Add(floats);
        return floats;
    }

    /// <summary>Gives back what the step has.</summary>
    public void Dispose() => _own.ForEach(floats => floats.Dispose());
}
