namespace Weft.Imaging;

/// <summary>How far pixels are the same but for brightness and contrast.</summary>
/// <param name="Correlation">Pearson's, -1 to 1; 0 where a picture is of one colour.</param>
/// <param name="Contrast">The smaller standard deviation through the larger.</param>
internal readonly record struct Resemblance(double Correlation, double Contrast)
{
    public static Resemblance Of(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        long sumOne = 0, sumOther = 0, squaresOne = 0, squaresOther = 0, products = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sumOne += one[i];
            sumOther += other[i];
            squaresOne += one[i] * one[i];
            squaresOther += other[i] * other[i];
            products += one[i] * other[i];
        }

        double count = one.Length;
        double varianceOne = squaresOne - (sumOne * (sumOne / count)), varianceOther = squaresOther - (sumOther * (sumOther / count));
        return varianceOne <= 0 || varianceOther <= 0
            ? default
            : new Resemblance(
                (products - (sumOne * (sumOther / count))) / Math.Sqrt(varianceOne * varianceOther),
                Math.Sqrt(Math.Min(varianceOne, varianceOther) / Math.Max(varianceOne, varianceOther)));
    }
}
