namespace Weft.Constraints;

/// <summary>What the values of a weight must be like: training changes them so after every update.</summary>
/// <remarks>First values are left as they are.</remarks>
public abstract record Constraint
{
    private protected Constraint()
    {
    }

    /// <summary>Refuses weights that the constraint is not defined for.</summary>
    /// <exception cref="ShapeException">It has no such axis.</exception>
    internal virtual void Check(string weight, Shape shape)
    {
    }

    /// <summary>What does it to a weight of this shape, again and again.</summary>
    internal abstract Projection Project(Shape shape);
}

/// <summary>Brings a weight to where its constraint holds.</summary>
internal abstract class Projection
{
    /// <summary>Changes the whole weight in place.</summary>
    public abstract void Apply(Span<float> weights);
}

/// <summary>No value is below zero; those that are become zero.</summary>
public sealed record NonNeg : Constraint
{
    internal override Projection Project(Shape shape) => new Zeroing();

    private sealed class Zeroing : Projection
    {
        public override void Apply(Span<float> weights) => System.Numerics.Tensors.TensorPrimitives.Max(weights, 0f, weights);
    }
}
