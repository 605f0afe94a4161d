namespace Weft.Explain;

/// <summary>Principal components: the directions in which features vary most, and how much.</summary>
/// <param name="Mean">The features' mean: <c>[features]</c>.</param>
/// <param name="Axes">The directions, of length 1, the one of the most variance first: <c>[components, features]</c>. Of each, the value of
/// the largest magnitude is positive.</param>
/// <param name="Variances">The variance along each: an eigenvalue of the features' covariance.</param>
/// <param name="Total">The variance of all features together.</param>
public sealed record PrincipalComponents(Tensor Mean, Tensor Axes, IReadOnlyList<double> Variances, double Total)
{
    /// <summary>Where samples lie along the axes: <c>[count, components]</c>.</summary>
    /// <param name="features">A row for each sample: <c>[count, features]</c>.</param>
    /// <exception cref="ShapeException">Rows have another length.</exception>
    public Tensor Apply(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Shape.Rank != 2 || features.Shape[1] != Mean.Size)
        {
            throw new ShapeException($"PrincipalComponents: expected features [count, {Mean.Size}], got {features.Shape}.");
        }

        int components = Axes.Shape[0];
        Tensor points = new([features.Shape[0], components]);
        for (int i = 0; i < features.Shape[0]; i++)
        {
            ReadOnlySpan<float> row = features.Row(i);
            for (int c = 0; c < components; c++)
            {
                ReadOnlySpan<float> axis = Axes.Row(c);
                double sum = 0;
                for (int d = 0; d < row.Length; d++)
                {
                    sum += ((double)row[d] - Mean.Span[d]) * axis[d];
                }

                points.Span[(i * components) + c] = (float)sum;
            }
        }

        return points;
    }
}

/// <summary>Principal component analysis: the plane on which features vary most.</summary>
/// <remarks>The axes are the eigenvectors of the covariance <c>1/(n-1) sum (x - mean)(x - mean)^T</c> with the largest eigenvalues. Pearson
/// 1901.</remarks>
public sealed record Pca : Projection
{
    /// <summary>The components of features with the most variance.</summary>
    /// <param name="features">A row for each sample: <c>[count, features]</c>.</param>
    /// <param name="components">How many; at most as many as there are features, and samples.</param>
    /// <exception cref="ShapeException">There are fewer than three samples, or no features.</exception>
    public static PrincipalComponents Fit(Tensor features, int components = 2)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        Require(features);
        (int count, int size) = (features.Shape[0], features.Shape[1]);
        double[] mean = new double[size];
        Sums.Add(features, mean);
        mean = [.. mean.Select(sum => sum / count)];
        double[][] rows = [.. Enumerable.Range(0, count)
            .Select(i => features.Row(i).ToArray().Select((value, d) => value - mean[d]).ToArray())];

        // Whichever is smaller: both have the same eigenvalues but for zeros.
        bool bySamples = count < size;
        double[][] vectors = bySamples ? rows : [.. Enumerable.Range(0, size).Select(d => rows.Select(row => row[d]).ToArray())];
        double[][] products = [.. vectors.Select(_ => new double[vectors.Length])];
        Parallel.For(0, vectors.Length, i =>
        {
            for (int j = 0; j <= i; j++)
            {
                products[i][j] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(vectors[i], vectors[j]) / (count - 1);
            }
        });
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                products[j][i] = products[i][j];
            }
        }

        double total = Enumerable.Range(0, vectors.Length).Sum(i => products[i][i]);
        (double[] values, double[][] eigenvectors) = SymmetricEigen.Of(products);
        int kept = Math.Min(components, vectors.Length);
        Tensor axes = new([kept, size]);
        double[] variances = new double[kept];
        for (int c = 0; c < kept; c++)
        {
            int at = values.Length - 1 - c;
            variances[c] = Math.Max(0, values[at]);
            double[] along = [.. eigenvectors.Select(row => row[at])];
            Unit(bySamples ? Combined(rows, along, size) : along).CopyTo(axes.Row(c));
        }

        return new PrincipalComponents(new Tensor([size], [.. mean.Select(value => (float)value)]), axes, variances, total);
    }

    private protected override Tensor Place(Tensor features, CancellationToken cancellationToken)
    {
        Tensor points = Fit(features).Apply(features);
        return points.Shape[1] == 2 ? points
            : new Tensor([points.Shape[0], 2], [.. points.Span.ToArray().SelectMany(value => (float[])[value, 0])]);
    }

    private static double[] Combined(double[][] rows, double[] shares, int size)
    {
        double[] sum = new double[size];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int d = 0; d < size; d++)
            {
                sum[d] += shares[i] * rows[i][d];
            }
        }

        return sum;
    }

    private static float[] Unit(double[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => value * value));
        double largest = vector.MaxBy(Math.Abs);
        double scale = length == 0 ? 0 : Math.Sign(largest) / length;
        return [.. vector.Select(value => (float)(value * scale))];
    }
}
