namespace Weft;

/// <summary>Where a training run stands, as callbacks see it.</summary>
public sealed class TrainingRun
{
    private readonly double[] _metrics;

    internal TrainingRun(Sequential model, int epochs, int batchSize, int stepsPerEpoch, int trainCount, int validationCount, IReadOnlyList<string> metricNames)
    {
        Model = model;
        Epochs = epochs;
        BatchSize = batchSize;
        StepsPerEpoch = stepsPerEpoch;
        TrainCount = trainCount;
        ValidationCount = validationCount;
        MetricNames = metricNames;
        _metrics = new double[metricNames.Count];
    }

    /// <summary>The model that is trained.</summary>
    public Sequential Model { get; }

    /// <summary>How many epochs were asked for.</summary>
    public int Epochs { get; }

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; }

    /// <summary>Steps per epoch, the last short one included.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Samples trained on.</summary>
    public int TrainCount { get; }

    /// <summary>Samples validated on; 0 without validation.</summary>
    public int ValidationCount { get; }

    /// <summary>The current epoch, counted from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The steps of this epoch that are done.</summary>
    public int Step { get; internal set; }

    /// <summary>The mean loss over the epoch so far.</summary>
    public double Loss { get; internal set; }

    /// <summary>The names of <see cref="Metrics"/>.</summary>
    public IReadOnlyList<string> MetricNames { get; }

    /// <summary>The means of the metrics over the epoch so far.</summary>
    public ReadOnlySpan<double> Metrics => _metrics;

    /// <summary>Set to end the run after the current step; the model keeps what it learned.</summary>
    public bool StopTraining { get; set; }

    /// <summary>The record of the finished epochs.</summary>
    public History History { get; } = new();

    internal Span<double> MetricValues => _metrics;
}
