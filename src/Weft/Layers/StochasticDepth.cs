namespace Weft.Layers;

/// <summary>While training, zeroes a random part of the samples, all values of each, and scales the others by <c>1 / (1 - rate)</c>; otherwise does nothing. The last layer of a residual body.</summary>
/// <remarks>Huang et al. 2016 (arXiv 1603.09382); in Keras a part of <c>keras.applications.convnext</c>.</remarks>
public sealed record StochasticDepth : Layer
{
    /// <summary>A stochastic depth.</summary>
    /// <param name="dropPathRate">The part of the samples that is zeroed, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1).</exception>
    public StochasticDepth(double dropPathRate)
    {
        DropPathRate = Guard.Fraction(dropPathRate, nameof(StochasticDepth));
    }

    /// <summary>The part of the samples that is zeroed.</summary>
    public double DropPathRate { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
