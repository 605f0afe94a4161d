namespace Weft.Engine;

/// <summary>A trainable weight in a plan: where its gradient lies in a shard's buffer, and how.</summary>
internal sealed class Parameter(Weight weight, int offset)
{
    public Weight Weight { get; } = weight;

    public int Size { get; } = weight.Shape.Size;

    /// <summary>The innermost extent: a kernel is a matrix <c>[Size / Columns, Columns]</c>.</summary>
    public int Columns { get; } = weight.Shape[^1];

    public int Rows => Size / Columns;

    /// <summary>Where the gradient begins in a shard's buffer.</summary>
    public int Offset { get; } = offset;

    /// <summary>Whether shards leave the gradient as <c>[Columns, Rows]</c>; set by the step that computes it.</summary>
    public bool Transposed { get; set; }

    /// <summary>How the gradient is computed when the whole batch has gone through; null where shards leave it.</summary>
    public LateGradient? Late { get; set; }

    /// <summary>What the optimizer remembers of the weight: one array per slot.</summary>
    public float[][] Slots { get; set; } = [];

    /// <summary>Whether several steps use the weight, and add to one gradient.</summary>
    public bool IsShared { get; init; }

    public Span<float> Values => Weight.Values;
}
