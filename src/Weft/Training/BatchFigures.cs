namespace Weft;

/// <summary>Loss and metrics of a loop of one's own: the means over all batches since the last <see cref="Model.ResetMetrics"/>, as in Keras 3.</summary>
/// <remarks>A model gives the same object for every batch, and its numbers move on with the next one: nothing is allocated. <see cref="ToDictionary"/> keeps them.</remarks>
public sealed class BatchFigures
{
    private readonly double[] _metrics;
    private readonly Training.MetricTotals _totals;

    internal BatchFigures(Training.MetricTotals totals, IReadOnlyList<string> names) => (_totals, Names, _metrics) = (totals, names, new double[names.Count]);

    /// <summary>The mean loss over the samples.</summary>
    public double Loss { get; private set; }

    /// <summary>The names of <see cref="Metrics"/>, as in a history: <c>accuracy</c>, ...</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The metrics in the order of <see cref="Names"/>.</summary>
    public ReadOnlySpan<double> Metrics => _metrics;

    /// <summary>The samples since the last reset.</summary>
    public long Count => _totals.Count;

    /// <summary>One figure by its name: <c>loss</c>, or one of <see cref="Names"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such figure; the message names those there are.</exception>
    public double this[string name]
    {
        get
        {
            if (name == "loss")
            {
                return Loss;
            }

            for (int i = 0; i < _metrics.Length; i++)
            {
                if (Names[i] == name)
                {
                    return _metrics[i];
                }
            }

            throw new KeyNotFoundException($"BatchFigures: expected one of loss{string.Concat(Names.Select(known => $", {known}"))}, got '{name}'. Compile the model with that metric.");
        }
    }

    /// <summary>The figures as they are now, to keep.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary()
    {
        Dictionary<string, double> figures = new() { ["loss"] = Loss };
        for (int i = 0; i < _metrics.Length; i++)
        {
            figures[Names[i]] = _metrics[i];
        }

        return figures;
    }

    internal void Update() => Loss = _totals.Results(_metrics);
}
