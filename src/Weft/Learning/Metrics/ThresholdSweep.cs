namespace Weft;

/// <summary>Right and wrong answers at one threshold.</summary>
internal readonly record struct Hits(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    public double Specificity => Ratio(TrueNegatives, TrueNegatives + FalsePositives);

    public static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}

/// <summary>Thresholds from low to high, and a state that knows how many outputs lie between which two of them.</summary>
/// <remarks>
/// The state has, for what should be a yes and then for what should not, the outputs above none of the thresholds, above one, above two,
/// and so on.
/// </remarks>
/// <param name="Count">How many thresholds.</param>
/// <param name="Given">The thresholds; null for equal distances from 0 to 1, where, as in Keras, every output is above the first.</param>
internal sealed record ThresholdSweep(int Count, NumberList? Given = null)
{
    /// <summary>Thresholds whose counts a call's stack holds; more need memory of their own.</summary>
    public const int Few = 512;

    public int StateSize => 2 * (Count + 1);

    public void Add(float output, bool truth, double weight, Span<double> state) =>
        state[(truth ? 0 : Count + 1) + Below(output)] += weight;

    /// <summary>The counts at every threshold, from the lowest.</summary>
    public void Evaluate(ReadOnlySpan<double> state, Span<Hits> counts)
    {
        ReadOnlySpan<double> yes = state[..(Count + 1)], no = state[(Count + 1)..];
        double allYes = Sum(yes), allNo = Sum(no), truePositives = 0, falsePositives = 0;
        for (int i = Count - 1; i >= 0; i--)
        {
            truePositives += yes[i + 1];
            falsePositives += no[i + 1];
            counts[i] = new Hits(truePositives, falsePositives, allYes - truePositives, allNo - falsePositives);
        }
    }

    // How many thresholds lie below the output.
    private int Below(float output)
    {
        if (Given is null)
        {
            return Math.Clamp((int)MathF.Ceiling(output * (Count - 1)), 1, Count - 1);
        }

        int below = 0;
        while (below < Count && output > (float)Given[below])
        {
            below++;
        }

        return below;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
