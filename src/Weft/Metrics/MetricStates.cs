namespace Weft;

/// <summary>The states of several metrics, one after another in one array.</summary>
internal sealed class MetricStates
{
    private readonly Metric[] _metrics;
    private readonly int[] _starts;

    /// <param name="metrics">The metrics.</param>
    /// <param name="outputs">How many values the model's output has.</param>
    public MetricStates(IReadOnlyList<Metric> metrics, int outputs)
    {
        _metrics = [.. metrics];
        _starts = new int[metrics.Count + 1];
        for (int i = 0; i < _metrics.Length; i++)
        {
            _starts[i + 1] = _starts[i] + _metrics[i].StateSize(outputs);
        }
    }

    /// <summary>How many numbers all states have.</summary>
    public int Length => _starts[^1];

    /// <summary>Counts one sample into every metric's state.</summary>
    public void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, Span<double> states)
    {
        for (int i = 0; i < _metrics.Length; i++)
        {
            _metrics[i].Add(prediction, label, target, states[_starts[i].._starts[i + 1]]);
        }
    }

    /// <summary>The figure of one metric.</summary>
    public double Result(int metric, ReadOnlySpan<double> states, int samples) => _metrics[metric].Result(states[_starts[metric].._starts[metric + 1]], samples);
}
