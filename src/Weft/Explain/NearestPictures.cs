using System.Numerics.Tensors;

using Weft.Data;

namespace Weft.Explain;

/// <summary>A sample that is like another one.</summary>
/// <param name="Index">Its number in the data set.</param>
/// <param name="Similarity">The cosine of the angle between both samples' features: 1 for the same direction.</param>
public sealed record Neighbour(int Index, double Similarity);

/// <summary>The samples of a data set that a model sees most like a given one: those whose features point the same way.</summary>
public static class NearestPictures
{
    /// <summary>The nearest samples of a data set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Where to look, the training pictures most often.</param>
    /// <param name="sample">What <see cref="Model.Predict(Tensor)"/> takes for one sample.</param>
    /// <param name="count">How many; all where the data has fewer.</param>
    /// <param name="layer">Whose values are the features; null for those of <see cref="Features.LayerOf"/>.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The nearest first; equally near ones by number.</returns>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="ShapeException">The sample has another shape.</exception>
    public static IReadOnlyList<Neighbour> Of(
        Model model, Dataset data, Tensor sample, int count, string? layer = null, CancellationToken cancellationToken = default) =>
        Of(Features.Of(model, data, layer, cancellationToken), Features.Of(model, sample, layer).Span, count);

    /// <summary>The rows nearest to a row of features.</summary>
    /// <param name="features">The features of each sample: <c>[count, features]</c>.</param>
    /// <param name="query">Those of the sample that is asked about.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    /// <exception cref="ShapeException">The row has another length.</exception>
    public static IReadOnlyList<Neighbour> Of(Tensor features, ReadOnlySpan<float> query, int count)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (features.Shape.Rank != 2 || features.Shape[1] != query.Length)
        {
            throw new ShapeException(
                $"NearestPictures: expected features [count, {query.Length}], got {features.Shape}. Take both from one layer.");
        }

        Neighbour[] all = new Neighbour[features.Shape[0]];
        double length = TensorPrimitives.Norm(query);
        for (int i = 0; i < all.Length; i++)
        {
            double lengths = length * TensorPrimitives.Norm<float>(features.Row(i));
            all[i] = new Neighbour(i, lengths > 0 ? TensorPrimitives.Dot(features.Row(i), query) / lengths : 0);
        }

        return [.. all.OrderByDescending(neighbour => neighbour.Similarity).ThenBy(neighbour => neighbour.Index).Take(count)];
    }
}
