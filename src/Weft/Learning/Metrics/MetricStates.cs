namespace Weft;

/// <summary>The states of several metrics, one after another in one array, and their figures, one after another in another.</summary>
internal sealed class MetricStates
{
    private readonly Metric[] _metrics;
    private readonly int[] _starts;
    private readonly int[] _figures;

    /// <param name="metrics">The metrics.</param>
    /// <param name="outputs">How many values the model's output has.</param>
    public MetricStates(IReadOnlyList<Metric> metrics, int outputs)
    {
        _metrics = [.. metrics];
        _starts = new int[metrics.Count + 1];
        _figures = new int[metrics.Count + 1];
        for (int i = 0; i < _metrics.Length; i++)
        {
            _starts[i + 1] = _starts[i] + _metrics[i].StateSize(outputs);
            _figures[i + 1] = _figures[i] + _metrics[i].FigureCount(outputs);
        }
    }

    /// <summary>How many numbers all states have.</summary>
    public int Length => _starts[^1];

    /// <summary>How many figures there are.</summary>
    public int FigureCount => _figures[^1];

    /// <summary>
    /// What the figures are called: a second one of a name is <c>auc_1</c>, and a weighted one beside an unweighted one
    /// <c>weighted_auc</c>, as in Keras.
    /// </summary>
    /// <exception cref="ShapeException">A metric does not fit the outputs.</exception>
    public static string[] Names(IReadOnlyList<Metric> metrics, int outputs)
    {
        List<string> names = [];
        foreach (Metric metric in metrics)
        {
            metric.Check(outputs);
            string prefix = metric.Weighted && metrics.Any(other => !other.Weighted && other.Name == metric.Name) ? "weighted_" : string.Empty;
            for (int i = 0; i < metric.FigureCount(outputs); i++)
            {
                string name = prefix + metric.FigureName(i);
                names.Add(Enumerable.Range(0, names.Count + 1).Select(number => number == 0 ? name : $"{name}_{number}").First(candidate => !names.Contains(candidate)));
            }
        }

        return [.. names];
    }

    /// <summary>Counts one sample into every metric's state.</summary>
    public void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> states)
    {
        for (int i = 0; i < _metrics.Length; i++)
        {
            _metrics[i].Add(prediction, label, target, _metrics[i].Weighted ? weight : 1, states[_starts[i].._starts[i + 1]]);
        }
    }

    /// <summary>The figures of all metrics.</summary>
    public void Results(ReadOnlySpan<double> states, Span<double> figures)
    {
        for (int i = 0; i < _metrics.Length; i++)
        {
            _metrics[i].Results(states[_starts[i].._starts[i + 1]], figures[_figures[i].._figures[i + 1]]);
        }
    }
}
