namespace Weft.Training;

/// <summary>Sums of losses and metrics over batches, and what comes of them.</summary>
/// <param name="states">The metrics' states.</param>
internal sealed class MetricTotals(MetricStates states)
{
    private readonly double[] _sums = new double[1 + states.Length];

    /// <summary>The samples summed.</summary>
    public long Count { get; private set; }

    public void Add(ReadOnlySpan<double> sums, int count)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] += sums[i];
        }

        Count += count;
    }

    public void Clear()
    {
        Array.Clear(_sums);
        Count = 0;
    }

    /// <summary>The figures of the metrics; returns the mean loss.</summary>
    public double Results(Span<double> figures)
    {
        states.Results(_sums.AsSpan(1), figures);
        return _sums[0] / Count;
    }
}
