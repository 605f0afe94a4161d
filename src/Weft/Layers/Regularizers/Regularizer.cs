using Weft.Layers;

namespace Weft.Regularizers;

/// <summary>A price on the values of a weight, or on what a layer gives, added to the loss in training and in evaluation.</summary>
/// <remarks>A weight's is added while the weight is trained.</remarks>
public abstract record Regularizer
{
    private protected Regularizer()
    {
    }

    /// <summary>The price of some values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="shape">Their extents.</param>
    internal abstract double Price(ReadOnlySpan<float> values, Shape shape);

    /// <summary>Puts the derivative of the price by every value into <paramref name="slope"/>.</summary>
    internal abstract void Slope(ReadOnlySpan<float> values, Shape shape, Span<float> slope);

    /// <summary>Refuses weights that the price is not defined for.</summary>
    /// <exception cref="ShapeException">The price is not defined for a weight of this shape.</exception>
    internal virtual void Check(string weight, Shape shape)
    {
    }
}

/// <summary>A price that every value has for itself: <c>l1 |w| + l2 w^2</c>.</summary>
public abstract record ElementRegularizer : Regularizer
{
    private protected ElementRegularizer()
    {
    }

    /// <summary>The factor of the sum of absolute values.</summary>
    internal abstract double Absolute { get; }

    /// <summary>The factor of the sum of squares.</summary>
    internal abstract double Square { get; }

    internal sealed override double Price(ReadOnlySpan<float> values, Shape shape)
    {
        double absolute = 0, square = 0;
        foreach (float w in values)
        {
            absolute += Math.Abs(w);
            square += (double)w * w;
        }

        return (Absolute * absolute) + (Square * square);
    }

    internal sealed override void Slope(ReadOnlySpan<float> values, Shape shape, Span<float> slope)
    {
        float absolute = (float)Absolute, square = (float)(2 * Square);
        for (int i = 0; i < values.Length; i++)
        {
            float w = values[i];
            slope[i] = (square * w) + (absolute * (w > 0 ? 1 : w < 0 ? -1 : 0));
        }
    }
}

/// <summary><c>l1 sum |w|</c></summary>
/// <param name="Factor">l1, at least 0; Keras' default is 0.01.</param>
public sealed record L1(double Factor = 0.01) : ElementRegularizer
{
    /// <summary>l1.</summary>
    public double Factor { get; init; } = Guard.NotNegative(Factor, nameof(L1), nameof(Factor));

    internal override double Absolute => Factor;

    internal override double Square => 0;
}

/// <summary><c>l2 sum w^2</c></summary>
/// <param name="Factor">l2, at least 0; Keras' default is 0.01.</param>
public sealed record L2(double Factor = 0.01) : ElementRegularizer
{
    /// <summary>l2.</summary>
    public double Factor { get; init; } = Guard.NotNegative(Factor, nameof(L2), nameof(Factor));

    internal override double Absolute => 0;

    internal override double Square => Factor;
}

/// <summary><c>l1 sum |w| + l2 sum w^2</c></summary>
/// <param name="L1">The factor of the absolute values, at least 0.</param>
/// <param name="L2">The factor of the squares, at least 0.</param>
public sealed record L1L2(double L1 = 0, double L2 = 0) : ElementRegularizer
{
    /// <summary>The factor of the absolute values.</summary>
    public double L1 { get; init; } = Guard.NotNegative(L1, nameof(L1L2), nameof(L1));

    /// <summary>The factor of the squares.</summary>
    public double L2 { get; init; } = Guard.NotNegative(L2, nameof(L1L2), nameof(L2));

    internal override double Absolute => L1;

    internal override double Square => L2;
}
