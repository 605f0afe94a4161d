using Weft.Layers;

namespace Weft.Regularizers;

/// <summary>A price on the values of a kernel, added to the loss in training and in evaluation, while the kernel is trained.</summary>
public abstract record Regularizer
{
    /// <summary>The factor of the sum of absolute values.</summary>
    internal abstract double Absolute { get; }

    /// <summary>The factor of the sum of squares.</summary>
    internal abstract double Square { get; }
}

/// <summary><c>l1 sum |w|</c></summary>
/// <param name="Factor">l1, at least 0; Keras' default is 0.01.</param>
public sealed record L1(double Factor = 0.01) : Regularizer
{
    /// <summary>l1.</summary>
    public double Factor { get; init; } = Guard.NotNegative(Factor, nameof(L1), nameof(Factor));

    internal override double Absolute => Factor;

    internal override double Square => 0;
}

/// <summary><c>l2 sum w^2</c></summary>
/// <param name="Factor">l2, at least 0; Keras' default is 0.01.</param>
public sealed record L2(double Factor = 0.01) : Regularizer
{
    /// <summary>l2.</summary>
    public double Factor { get; init; } = Guard.NotNegative(Factor, nameof(L2), nameof(Factor));

    internal override double Absolute => 0;

    internal override double Square => Factor;
}

/// <summary><c>l1 sum |w| + l2 sum w^2</c></summary>
/// <param name="L1">The factor of the absolute values, at least 0.</param>
/// <param name="L2">The factor of the squares, at least 0.</param>
public sealed record L1L2(double L1 = 0, double L2 = 0) : Regularizer
{
    /// <summary>The factor of the absolute values.</summary>
    public double L1 { get; init; } = Guard.NotNegative(L1, nameof(L1L2), nameof(L1));

    /// <summary>The factor of the squares.</summary>
    public double L2 { get; init; } = Guard.NotNegative(L2, nameof(L1L2), nameof(L2));

    internal override double Absolute => L1;

    internal override double Square => L2;
}
