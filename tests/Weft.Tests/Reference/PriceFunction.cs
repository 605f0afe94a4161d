using Weft.Regularizers;

namespace Weft.Tests.Reference;

/// <summary>Prices on values by Keras' definitions, in double precision.</summary>
internal static class PriceFunction
{
    public static double Value(Regularizer price, double[] w, Shape shape) => price switch
    {
        L1 one => one.Factor * w.Sum(Math.Abs),
        L2 two => two.Factor * w.Sum(value => value * value),
        L1L2 both => (both.L1 * w.Sum(Math.Abs)) + (both.L2 * w.Sum(value => value * value)),
        OrthogonalRegularizer orthogonal => orthogonal.Factor * Cosines(orthogonal, w, shape).Average(pair => Math.Abs(pair.Cosine)),
        _ => throw new ArgumentOutOfRangeException(nameof(price), $"{price}"),
    };

    public static double[] Slope(Regularizer price, double[] w, Shape shape) => price switch
    {
        L1 one => [.. w.Select(value => one.Factor * Math.Sign(value))],
        L2 two => [.. w.Select(value => 2 * two.Factor * value)],
        L1L2 both => [.. w.Select(value => (both.L1 * Math.Sign(value)) + (2 * both.L2 * value))],
        OrthogonalRegularizer orthogonal => SlopeOfCosines(orthogonal, w, shape),
        _ => throw new ArgumentOutOfRangeException(nameof(price), $"{price}"),
    };

    // d cos(a, b) / da = b / (|a| |b|) - cos a / |a|^2.
    private static double[] SlopeOfCosines(OrthogonalRegularizer price, double[] w, Shape shape)
    {
        double[] slope = new double[w.Length];
        (int[] A, int[] B, double Cosine)[] pairs = [.. Cosines(price, w, shape)];
        foreach ((int[] a, int[] b, double cosine) in pairs)
        {
            double la = Length(w, a), lb = Length(w, b), factor = price.Factor * Math.Sign(cosine) / pairs.Length;
            for (int k = 0; k < a.Length; k++)
            {
                slope[a[k]] += factor * ((w[b[k]] / (la * lb)) - (cosine * w[a[k]] / (la * la)));
                slope[b[k]] += factor * ((w[a[k]] / (la * lb)) - (cosine * w[b[k]] / (lb * lb)));
            }
        }

        return slope;
    }

    /// <summary>Every pair of rows or columns, as places in the matrix, and the cosine between them.</summary>
    private static IEnumerable<(int[] A, int[] B, double Cosine)> Cosines(OrthogonalRegularizer price, double[] w, Shape shape)
    {
        (int rows, int columns) = (shape[0], shape[1]);
        int[][] vectors = price.Mode == MatrixVectors.Rows
            ? [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => (i * columns) + j).ToArray())]
            : [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Select(i => (i * columns) + j).ToArray())];
        return from i in Enumerable.Range(0, vectors.Length)
               from j in Enumerable.Range(0, i)
               select (vectors[i], vectors[j], vectors[i].Zip(vectors[j], (a, b) => w[a] * w[b]).Sum() / (Length(w, vectors[i]) * Length(w, vectors[j])));
    }

    private static double Length(double[] w, int[] places) => Math.Sqrt(places.Sum(place => w[place] * w[place]));
}
