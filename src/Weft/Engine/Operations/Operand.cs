namespace Weft.Engine.Operations;

/// <summary>What an operation computes, before there is memory for it: a shape, who makes it, and who reads it.</summary>
/// <param name="shape">The shape of one sample.</param>
/// <param name="source">Who makes it.</param>
internal sealed class Operand(Shape shape, Operation source)
{
    public Shape Shape { get; } = shape;

    public Operation Source { get; set; } = source;

    /// <summary>The operations that read it, as often as they do.</summary>
    public List<Operation> Readers { get; } = [];

    /// <summary>Whether somebody outside wants it as it is, or its gradient: then no fusion may swallow it.</summary>
    public bool IsKept { get; set; }

    /// <summary>Of a root, where its gradient lies; empty where it is not wanted, and until <see cref="GradientPlan"/> has placed it.</summary>
    public Slab Gradient { get; set; }

    /// <summary>The operand whose memory it has: itself, unless it is another view of one.</summary>
    public Operand Root => Source is ViewOperation view ? view.Inputs[0].Root : this;

    /// <summary>Its only reader; null where there are several, or somebody outside wants it.</summary>
    public Operation? SoleReader => Readers.Count == 1 && !IsKept ? Readers[0] : null;
}
