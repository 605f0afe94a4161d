using System.Numerics.Tensors;

namespace Weft.Initializers;

/// <summary>A random matrix whose columns, or rows where these are fewer, are orthogonal and of one length.</summary>
/// <remarks>
/// A kernel is the matrix <c>[all extents but the last, last]</c>. The columns of a matrix of normal values are made orthogonal from the
/// first to the last, which spreads the result evenly over all such matrices. Saxe et al. 2014.
/// </remarks>
/// <param name="Gain">The length.</param>
public sealed record Orthogonal(double Gain = 1) : RandomInitializer
{
    private protected override void Draw(Span<float> values, Shape shape, ref Generator random)
    {
        if (shape.Rank < 2)
        {
            throw new ShapeException(
                $"Orthogonal: expected a weight of at least two extents, got {shape}. Use it for kernels, and Zeros or Constant for biases.");
        }

        int columns = shape[^1], rows = values.Length / Math.Max(columns, 1);
        (int count, int length) = rows < columns ? (rows, columns) : (columns, rows);
        double[][] vectors = [.. Enumerable.Range(0, count).Select(_ => new double[length])];
        for (int i = 0; i < length; i++)
        {
            foreach (double[] vector in vectors)
            {
                vector[i] = random.NextNormal();
            }
        }

        Orthogonalize(vectors);
        for (int i = 0; i < values.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            values[i] = (float)(Gain * (rows < columns ? vectors[row][column] : vectors[column][row]));
        }
    }

    // Gram and Schmidt, each vector twice: what rounding leaves of the earlier ones the first time is gone after the second.
    private static void Orthogonalize(double[][] vectors)
    {
        for (int k = 0; k < vectors.Length; k++)
        {
            for (int time = 0; time < 2; time++)
            {
                for (int j = 0; j < k; j++)
                {
                    double along = TensorPrimitives.Dot<double>(vectors[k], vectors[j]);
                    TensorPrimitives.MultiplyAdd<double>(vectors[j], -along, vectors[k], vectors[k]);
                }
            }

            TensorPrimitives.Divide<double>(vectors[k], TensorPrimitives.Norm<double>(vectors[k]), vectors[k]);
        }
    }
}
