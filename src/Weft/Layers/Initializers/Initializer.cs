namespace Weft.Initializers;

/// <summary>How a weight gets its first values.</summary>
public abstract record Initializer
{
    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <param name="values">The weight.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="random">Where random values come from.</param>
    /// <exception cref="ShapeException">The initializer has no values for a weight of this shape.</exception>
    internal abstract void Fill(Span<float> values, Shape shape, ref Generator random);
}

/// <summary>First values that are drawn.</summary>
public abstract record RandomInitializer : Initializer
{
    private protected RandomInitializer()
    {
    }

    /// <summary>Gives every weight of one shape the same values, in any model; null draws by the model's seed and the weight's place.</summary>
    /// <remarks>Keras' random numbers are others: of the same seed only the distribution agrees.</remarks>
    public int? Seed { get; init; }

    internal sealed override void Fill(Span<float> values, Shape shape, ref Generator random)
    {
        if (Seed is not { } seed)
        {
            Draw(values, shape, ref random);
            return;
        }

        Generator own = new((ulong)seed, (ulong)RandomPurpose.Weights);
        Draw(values, shape, ref own);
    }

    private protected abstract void Draw(Span<float> values, Shape shape, ref Generator random);
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

        int field = 1;
        foreach (int extent in shape.Extents[..^2])
        {
            field *= extent;
        }

        return new Fans(field * shape[^2], field * shape[^1]);
    }
}
