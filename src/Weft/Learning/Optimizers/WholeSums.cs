using System.Numerics.Tensors;

namespace Weft;

/// <summary>Sums over whole weights: in single precision over stretches, which are added in double.</summary>
internal static class WholeSums
{
    private const int Stretch = 4096;

    /// <summary>The sum of the squares.</summary>
    public static double Squares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        for (int at = 0; at < values.Length; at += Stretch)
        {
            sum += TensorPrimitives.SumOfSquares(values[at..Math.Min(at + Stretch, values.Length)]);
        }

        return sum;
    }

    /// <summary>The root of the mean of the squares.</summary>
    public static double RootMeanSquare(ReadOnlySpan<float> values) => Math.Sqrt(Squares(values) / values.Length);
}
