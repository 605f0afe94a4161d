namespace Weft.Initializers;

/// <summary>How a weight gets its first values.</summary>
public abstract record Initializer
{
    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <param name="values">The weight.</param>
    /// <param name="fans">How many inputs and outputs one unit of the weight has.</param>
    /// <param name="random">Where random values come from.</param>
    internal abstract void Fill(Span<float> values, Fans fans, ref Generator random);
}

/// <summary>Inputs and outputs per unit of a weight, for initializers that scale with them.</summary>
/// <param name="In">Values that flow into one output.</param>
/// <param name="Out">Outputs that one value flows into.</param>
internal readonly record struct Fans(int In, int Out)
{
    /// <summary>Keras' rule: the last two extents, each times all before them (<c>kh kw cin</c> and <c>kh kw cout</c>); a vector has its length twice.</summary>
    public static Fans Of(Shape shape)
    {
        if (shape.Rank < 2)
        {
            return new Fans(shape.Size, shape.Size);
        }

        int field = shape.Take(shape.Rank - 2).Aggregate(1, (product, extent) => product * extent);
        return new Fans(field * shape[^2], field * shape[^1]);
    }
}
