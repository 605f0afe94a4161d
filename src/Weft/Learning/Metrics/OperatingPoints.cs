using Weft.Layers;

namespace Weft;

/// <summary>
/// The best that one rate can be, over all thresholds, while another is at least a given value; 0 where no threshold reaches that.
/// </summary>
/// <remarks>
/// Keras' form: thresholds stand at equal distances from 0 to 1, a single one at 0.5. All outputs are counted together unless a class is
/// named.
/// </remarks>
public abstract record OperatingPoint : Metric
{
    private protected OperatingPoint(double required, int thresholds, int? classId)
    {
        Required = Guard.AtMostOne(required, GetType().Name, nameof(required));
        Sweep = thresholds >= 1
            ? new ThresholdSweep(thresholds, thresholds == 1 ? new NumberList([0.5]) : null)
            : throw new ArgumentOutOfRangeException(
                nameof(thresholds), $"{GetType().Name}: expected at least 1 threshold, got {thresholds}.");
        ClassId = classId is null or >= 0 ? classId : throw new ArgumentOutOfRangeException(
            nameof(classId), $"{GetType().Name}: expected classId of at least 0, got {classId}.");
    }

    /// <summary>What the other rate must reach.</summary>
    public double Required { get; }

    /// <summary>How many thresholds.</summary>
    public int Thresholds => Sweep.Count;

    /// <summary>The class that is counted alone; null for all.</summary>
    public int? ClassId { get; }

    private ThresholdSweep Sweep { get; }

    /// <inheritdoc/>
    public sealed override int StateSize(int outputs) => ClassId is null || ClassId < outputs
        ? Sweep.StateSize
        : throw new ShapeException($"{GetType().Name}: expected classId below the model's {outputs} outputs, got {ClassId}.");

    /// <inheritdoc/>
    public sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        for (int c = ClassId ?? 0; c < (ClassId + 1 ?? prediction.Length); c++)
        {
            Sweep.Add(prediction[c], IsTrue(c, prediction.Length, label, target), weight, state);
        }
    }

    /// <inheritdoc/>
    public sealed override double Result(ReadOnlySpan<double> state)
    {
        Span<Hits> counts = Sweep.Count <= ThresholdSweep.Few ? stackalloc Hits[Sweep.Count] : new Hits[Sweep.Count];
        Sweep.Evaluate(state, counts);
        double best = double.NegativeInfinity;
        foreach (ref readonly Hits at in counts)
        {
            (double required, double wanted) = Rates(at);
            best = required >= Required ? Math.Max(best, wanted) : best;
        }

        return double.IsNegativeInfinity(best) ? 0 : best;
    }

    /// <summary>The rate that must reach something, and the one that is wanted.</summary>
    private protected abstract (double Required, double Wanted) Rates(in Hits at);
}

/// <summary>The best precision at a recall of at least a value.</summary>
public sealed record PrecisionAtRecall : OperatingPoint
{
    /// <summary>The best precision at a recall of at least a value.</summary>
    /// <param name="recall">The least recall, from 0 to 1.</param>
    /// <param name="thresholds">How many thresholds are tried.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public PrecisionAtRecall(double recall, int thresholds = 200, int? classId = null)
        : base(recall, thresholds, classId)
    {
    }

    /// <inheritdoc/>
    public override string Name => "precision_at_recall";

    private protected override (double Required, double Wanted) Rates(in Hits at) => (at.Recall, at.Precision);
}

/// <summary>The best recall at a precision of at least a value.</summary>
public sealed record RecallAtPrecision : OperatingPoint
{
    /// <summary>The best recall at a precision of at least a value.</summary>
    /// <param name="precision">The least precision, from 0 to 1.</param>
    /// <param name="thresholds">How many thresholds are tried.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public RecallAtPrecision(double precision, int thresholds = 200, int? classId = null)
        : base(precision, thresholds, classId)
    {
    }

    /// <inheritdoc/>
    public override string Name => "recall_at_precision";

    private protected override (double Required, double Wanted) Rates(in Hits at) => (at.Precision, at.Recall);
}

/// <summary>The best sensitivity, which is recall, at a specificity (<c>TN / (TN + FP)</c>) of at least a value.</summary>
public sealed record SensitivityAtSpecificity : OperatingPoint
{
    /// <summary>The best sensitivity, which is recall, at a specificity (<c>TN / (TN + FP)</c>) of at least a value.</summary>
    /// <param name="specificity">The least specificity, from 0 to 1.</param>
    /// <param name="thresholds">How many thresholds are tried.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public SensitivityAtSpecificity(double specificity, int thresholds = 200, int? classId = null)
        : base(specificity, thresholds, classId)
    {
    }

    /// <inheritdoc/>
    public override string Name => "sensitivity_at_specificity";

    private protected override (double Required, double Wanted) Rates(in Hits at) => (at.Specificity, at.Recall);
}

/// <summary>The best specificity (<c>TN / (TN + FP)</c>) at a sensitivity, which is recall, of at least a value.</summary>
public sealed record SpecificityAtSensitivity : OperatingPoint
{
    /// <summary>The best specificity (<c>TN / (TN + FP)</c>) at a sensitivity, which is recall, of at least a value.</summary>
    /// <param name="sensitivity">The least sensitivity, from 0 to 1.</param>
    /// <param name="thresholds">How many thresholds are tried.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public SpecificityAtSensitivity(double sensitivity, int thresholds = 200, int? classId = null)
        : base(sensitivity, thresholds, classId)
    {
    }

    /// <inheritdoc/>
    public override string Name => "specificity_at_sensitivity";

    private protected override (double Required, double Wanted) Rates(in Hits at) => (at.Recall, at.Specificity);
}
