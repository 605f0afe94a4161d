namespace Weft;

/// <summary>How a model does on a data set.</summary>
public sealed class Evaluation
{
    internal Evaluation(double loss, IReadOnlyDictionary<string, double> metrics, int count, ConfusionMatrix? confusion)
    {
        Loss = loss;
        Metrics = metrics;
        Count = count;
        Confusion = confusion;
    }

    /// <summary>The mean loss.</summary>
    public double Loss { get; }

    /// <summary>The metrics the model was compiled with, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>Which classes were taken for which; null where the data has no class numbers.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>The share of samples that were classified correctly.</summary>
    /// <exception cref="TrainingException">The model has no accuracy metric and the data no class numbers.</exception>
    public double Accuracy => Confusion?.Accuracy
        ?? (Metrics.TryGetValue("accuracy", out double accuracy)
            ? accuracy
            : throw new TrainingException("Evaluation: expected class numbers or an accuracy metric, got neither. Compile the model with Metric.Accuracy."));

    /// <summary>Where the accuracy on all data of this kind lies with 95 % confidence, as far as that many samples can say: Wilson's interval.</summary>
    /// <remarks>See <see cref="Interval.OfShare"/>. It knows nothing of how the model was chosen.</remarks>
    /// <exception cref="TrainingException">As for <see cref="Accuracy"/>.</exception>
    public Interval AccuracyInterval => Interval.OfShare(Accuracy, Count);

    /// <summary>The number of samples that were classified correctly.</summary>
    public int Correct => (int)Math.Round(Accuracy * Count);
}
