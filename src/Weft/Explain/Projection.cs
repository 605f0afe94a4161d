namespace Weft.Explain;

/// <summary>A way of showing features on a plane: <see cref="Pca"/>, <see cref="TSne"/>.</summary>
public abstract record Projection
{
    private protected Projection()
    {
    }

    /// <summary>Places samples on a plane.</summary>
    /// <param name="features">A row for each sample: <c>[count, features]</c>.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns><c>[count, 2]</c>: across and up.</returns>
    /// <exception cref="ShapeException">There are fewer than three samples, or no features.</exception>
    public Tensor Project(Tensor features, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        Require(features);
        return Place(features, cancellationToken);
    }

    private protected abstract Tensor Place(Tensor features, CancellationToken cancellationToken);

    internal static void Require(Tensor features)
    {
        if (features.Shape.Rank != 2 || features.Shape[0] < 3 || features.Shape[1] == 0)
        {
            throw new ShapeException("Projection: expected the features of at least three samples, [count, features], got "
                + $"{features.Shape}. Give it more samples.");
        }
    }
}
