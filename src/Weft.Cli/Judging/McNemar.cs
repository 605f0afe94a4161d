namespace Weft.Cli.Judging;

/// <summary>McNemar's test: whether two models that were asked the same pictures differ in accuracy by more than chance.</summary>
/// <remarks>
/// It looks at pictures that one of them alone has right. If both were as good, each such picture would be the one's or the other's with a chance of 1/2. Of fewer than 25 the p-value is the binomial's,
/// exact and two-sided; of more it is that of chi-squared with one degree of freedom and Edwards' continuity correction, <c>(|b - c| - 1)^2 / (b + c)</c>.
/// </remarks>
/// <param name="OnlyFirst">Pictures that the first alone has right.</param>
/// <param name="OnlySecond">Pictures that the second alone has right.</param>
internal sealed record McNemar(int OnlyFirst, int OnlySecond)
{
    private const int FewestForChiSquared = 25;

    public int Discordant => OnlyFirst + OnlySecond;

    public bool IsExact => Discordant < FewestForChiSquared;

    /// <summary>Which way it was computed.</summary>
    public string Method => IsExact ? "exact binomial" : "chi-squared with continuity correction";

    /// <summary>The corrected chi-squared; null where the binomial was taken.</summary>
    public double? ChiSquared => IsExact ? null : Math.Pow(Math.Max(0, Math.Abs(OnlyFirst - OnlySecond) - 1), 2) / Discordant;

    /// <summary>How often chance alone would make at least as much of a difference.</summary>
    public double PValue => ChiSquared is { } chiSquared ? Tail(chiSquared) : Exact();

    public static McNemar Of(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        int onlyFirst = 0, onlySecond = 0;
        for (int i = 0; i < first.Length; i++)
        {
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += second[i] && !first[i] ? 1 : 0;
        }

        return new McNemar(onlyFirst, onlySecond);
    }

    private double Exact()
    {
        double term = Math.Pow(0.5, Discordant), sum = 0;
        for (int i = 0; i <= Math.Min(OnlyFirst, OnlySecond); i++)
        {
            sum += term;
            term *= (double)(Discordant - i) / (i + 1);
        }

        return Math.Min(1, 2 * sum);
    }

    // The upper tail of chi-squared with one degree of freedom, erfc(sqrt(x / 2)): by the series of erf near zero, and by the continued fraction beyond.
    private static double Tail(double chiSquared)
    {
        double x = Math.Sqrt(chiSquared / 2);
        if (x < 2)
        {
            double term = x, sum = x;
            for (int n = 1; Math.Abs(term) > 1e-17 * sum; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * sum);
        }

        const int depth = 120;
        double fraction = 0;
        for (int n = depth; n > 0; n--)
        {
            fraction = n / 2.0 / (x + fraction);
        }

        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
