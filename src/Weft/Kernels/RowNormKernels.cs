using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>What a row is normalised by.</summary>
internal enum RowNormalization
{
    /// <summary><c>(x - mean) / sqrt(variance + epsilon)</c></summary>
    MeanAndDeviation,

    /// <summary><c>x / sqrt(mean square + epsilon)</c></summary>
    RootMeanSquare,

    /// <summary><c>x / sqrt(variance + epsilon)</c></summary>
    Deviation,

    /// <summary><c>x / sqrt(sum of squares)</c>, but at most 1e12 times x</summary>
    Length,
}

/// <summary>Normalisations of one row, and their gradients.</summary>
internal static class RowNormKernels
{
    private const double ShortestLength = 1e-12;

    /// <summary>Normalises a row.</summary>
    /// <param name="kind">By what.</param>
    /// <param name="epsilon">Added to the variance or mean square.</param>
    /// <param name="x">The row.</param>
    /// <param name="hat">The result.</param>
    /// <returns>What it was multiplied with, and what <see cref="Gradient"/> needs beside: the mean times that, or for lengths whether the factor depended on the row, 1 or 0.</returns>
    public static (float Factor, float Other) Normalize(RowNormalization kind, double epsilon, ReadOnlySpan<float> x, Span<float> hat)
    {
        if (kind == RowNormalization.Length)
        {
            double length = Math.Sqrt(TensorPrimitives.SumOfSquares(x));
            float factor = (float)(1 / Math.Max(length, ShortestLength));
            TensorPrimitives.Multiply(x, factor, hat);
            return (factor, length > ShortestLength ? 1 : 0);
        }

        if (kind == RowNormalization.RootMeanSquare)
        {
            float factor = (float)(1 / Math.Sqrt((TensorPrimitives.SumOfSquares(x) / x.Length) + epsilon));
            TensorPrimitives.Multiply(x, factor, hat);
            return (factor, 0);
        }

        float mean = TensorPrimitives.Sum(x) / x.Length;
        TensorPrimitives.Subtract(x, mean, hat);
        float inverse = (float)(1 / Math.Sqrt((TensorPrimitives.SumOfSquares<float>(hat) / x.Length) + epsilon));
        TensorPrimitives.Multiply(kind == RowNormalization.MeanAndDeviation ? hat : x, inverse, hat);
        return (inverse, mean * inverse);
    }

    /// <summary><c>y = hat gamma + beta</c>; empty weights are 1 and 0.</summary>
    public static void Scale(ReadOnlySpan<float> hat, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y)
    {
        hat.CopyTo(y);
        if (!gamma.IsEmpty)
        {
            TensorPrimitives.Multiply(y, gamma, y);
        }

        if (!beta.IsEmpty)
        {
            TensorPrimitives.Add(y, beta, y);
        }
    }

    /// <summary>Adds a row's share to the weights' gradients, where they are wanted.</summary>
    public static void AddWeightGradients(ReadOnlySpan<float> dy, ReadOnlySpan<float> hat, Span<float> dGamma, Span<float> dBeta)
    {
        if (!dGamma.IsEmpty)
        {
            TensorPrimitives.MultiplyAdd(dy, hat, dGamma, dGamma);
        }

        if (!dBeta.IsEmpty)
        {
            TensorPrimitives.Add(dBeta, dy, dBeta);
        }
    }

    /// <summary>
    /// With <c>g = dy gamma</c>, a row's gradient is <c>(g - mean(g) - hat mean(g hat)) f</c> behind a layer normalisation, <c>(g - hat mean(g hat)) f</c> behind a root mean square,
    /// <c>(g - (hat - mean(x) f) mean(g hat)) f</c> behind a deviation, <c>(g - hat sum(g hat)) f</c> behind a length.
    /// </summary>
    /// <param name="kind">By what the row was normalised.</param>
    /// <param name="dy">The result's gradient.</param>
    /// <param name="hat">The normalised row.</param>
    /// <param name="gamma">Its factors; empty for 1.</param>
    /// <param name="moments">What <see cref="Normalize"/> returned.</param>
    /// <param name="g">Memory as long as the row.</param>
    /// <param name="dx">The row's gradient.</param>
    public static void Gradient(
        RowNormalization kind, ReadOnlySpan<float> dy, ReadOnlySpan<float> hat, ReadOnlySpan<float> gamma, (float Factor, float Other) moments, Span<float> g, Span<float> dx)
    {
        Scale(dy, gamma, [], g);
        float product = TensorPrimitives.Dot(g, hat) / (kind == RowNormalization.Length ? 1 : hat.Length);
        switch (kind)
        {
            case RowNormalization.MeanAndDeviation:
                TensorPrimitives.Subtract(g, TensorPrimitives.Sum<float>(g) / hat.Length, g);
                break;
            case RowNormalization.Deviation:
                TensorPrimitives.Add(g, moments.Other * product, g);
                break;
            case RowNormalization.Length:
                product *= moments.Other;
                break;
            default:
                break;
        }

        TensorPrimitives.MultiplyAdd(hat, -product, g, dx);
        TensorPrimitives.Multiply(dx, moments.Factor, dx);
    }
}
