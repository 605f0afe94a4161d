namespace Weft;

/// <summary>Of the outputs that say yes, the share that should: <c>TP / (TP + FP)</c>; 0 where there are none.</summary>
public sealed record Precision : HitMetric
{
    /// <summary>Precision with Keras' defaults.</summary>
    /// <param name="threshold">What an output must exceed to be a yes; null for 0.5, or with <paramref name="topK"/> for none.</param>
    /// <param name="topK">Among how many of the largest outputs a yes must be; null for all.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public Precision(double? threshold = null, int? topK = null, int? classId = null)
        : base(threshold, topK, classId)
    {
    }

    /// <summary>Precision at several thresholds, a figure for each.</summary>
    /// <param name="thresholds">What an output must exceed to be a yes.</param>
    /// <param name="topK">Among how many of the largest outputs a yes must be; null for all.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public Precision(IReadOnlyList<double> thresholds, int? topK = null, int? classId = null)
        : base(thresholds, topK, classId)
    {
    }

    private protected override string KerasName => "precision";

    private protected override double Figure(double truePositives, double falsePositives, double falseNegatives) =>
        Ratio(truePositives, truePositives + falsePositives);
}

/// <summary>Of the outputs that should say yes, the share that do: <c>TP / (TP + FN)</c>; 0 where there are none.</summary>
public sealed record Recall : HitMetric
{
    /// <summary>Recall with Keras' defaults.</summary>
    /// <param name="threshold">What an output must exceed to be a yes; null for 0.5, or with <paramref name="topK"/> for none.</param>
    /// <param name="topK">Among how many of the largest outputs a yes must be; null for all.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public Recall(double? threshold = null, int? topK = null, int? classId = null)
        : base(threshold, topK, classId)
    {
    }

    /// <summary>Recall at several thresholds, a figure for each.</summary>
    /// <param name="thresholds">What an output must exceed to be a yes.</param>
    /// <param name="topK">Among how many of the largest outputs a yes must be; null for all.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public Recall(IReadOnlyList<double> thresholds, int? topK = null, int? classId = null)
        : base(thresholds, topK, classId)
    {
    }

    private protected override string KerasName => "recall";

    private protected override double Figure(double truePositives, double falsePositives, double falseNegatives) =>
        Ratio(truePositives, truePositives + falseNegatives);
}
