namespace Weft;

/// <summary>Loss and metrics of one batch.</summary>
/// <remarks>
/// A model gives the same object for every batch, and its numbers change with the next one: nothing is allocated.
/// <see cref="ToDictionary"/> keeps them.
/// </remarks>
public sealed class BatchFigures
{
    private readonly double[] _metrics;
    private readonly MetricStates _states;

    internal BatchFigures(MetricStates states, IReadOnlyList<string> names) =>
        (_states, Names, _metrics) = (states, names, new double[names.Count]);

    /// <summary>The mean loss over the samples.</summary>
    public double Loss { get; private set; }

    /// <summary>The names of <see cref="Metrics"/>, as in a history: <c>accuracy</c>, ...</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The metrics in the order of <see cref="Names"/>.</summary>
    public ReadOnlySpan<double> Metrics => _metrics;

    /// <summary>The samples of the batch.</summary>
    public int Count { get; private set; }

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

            throw new KeyNotFoundException($"BatchFigures: expected one of loss{string.Concat(Names.Select(known => $", {known}"))}, "
                + $"got '{name}'. Compile the model with that metric.");
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

    /// <param name="sums">The losses' sum, then the metrics' states.</param>
    /// <param name="count">The samples.</param>
    internal BatchFigures Take(ReadOnlySpan<double> sums, int count)
    {
        (Loss, Count) = (sums[0] / count, count);
        _states.Results(sums[1..], _metrics);
        return this;
    }
}
