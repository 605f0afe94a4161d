namespace Weft;

/// <summary>A figure of merit of predictions.</summary>
/// <remarks>
/// <para>Samples are counted into a state of numbers that add up, and the figure is a function of the sums: shards and workers count apart,
/// their states are added in a fixed
/// order, and the result depends on neither. A metric of one's own derives from this record; it is asked from several threads at once, so
/// it must keep nothing outside the state.</para>
/// <para>A file cannot hold a metric of one's own: a model that is saved with it is loaded without, with a note.</para>
/// </remarks>
public abstract record Metric
{
    /// <summary>What it is called in histories and evaluations, in Keras' way of names: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether a sample counts as much as it weighs, as Keras' <c>weighted_metrics</c> do; otherwise all count 1. Beside an unweighted
    /// metric of its name it is called <c>weighted_accuracy</c>.
    /// </summary>
    public bool Weighted { get; init; }

    /// <summary>How many numbers its state has; they begin as 0.</summary>
    /// <param name="outputs">How many values the model's output has.</param>
    public abstract int StateSize(int outputs);

    /// <summary>Counts one sample into a state.</summary>
    /// <param name="prediction">The model's output.</param>
    /// <param name="label">The class number; -1 where the target is a vector.</param>
    /// <param name="target">The target vector; empty where the target is a class number.</param>
    /// <param name="weight">What the sample counts: 1 unless the metric is <see cref="Weighted"/>.</param>
    /// <param name="state">What is added to.</param>
    public abstract void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state);

    /// <summary>The figure; where there are several, their mean.</summary>
    /// <param name="state">The sum of all samples' states.</param>
    public abstract double Result(ReadOnlySpan<double> state);

    /// <summary>Holds the options against the number of outputs.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    internal virtual void Check(int outputs)
    {
    }

    /// <summary>How many figures it has.</summary>
    internal virtual int FigureCount(int outputs) => 1;

    /// <summary>What one of the figures is called.</summary>
    internal virtual string FigureName(int figure) => Name;

    /// <summary>The figures.</summary>
    internal virtual void Results(ReadOnlySpan<double> state, Span<double> figures) => figures[0] = Result(state);

    /// <summary>The share of samples whose largest output is the target's class; for a single output, those on the target's side of 0.5.</summary>
    public static Metric Accuracy { get; } = new Accuracy();

    /// <summary>The share of samples whose class is among the <paramref name="k"/> largest outputs.</summary>
    public static Metric TopK(int k = 5) => new TopKAccuracy(k);

    /// <summary>The position of the largest value, the first of equals.</summary>
    protected static int ArgMax(ReadOnlySpan<float> values) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);

    /// <summary>
    /// Whether output number <paramref name="output"/> should be 1: where it is the label's, or the target is above 0.5 there.
    /// </summary>
    protected static bool IsTrue(int output, int outputs, int label, ReadOnlySpan<float> target) =>
        target.IsEmpty ? label == (outputs == 1 ? 1 : output) : target[output] > 0.5f;

    /// <summary><c>part / whole</c>, 0 where the whole is.</summary>
    protected static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    private protected static double MeanOf(ReadOnlySpan<double> figures)
    {
        double sum = 0;
        foreach (double figure in figures)
        {
            sum += figure;
        }

        return sum / figures.Length;
    }
}

/// <summary>A metric that is a mean over samples.</summary>
public abstract record MeanMetric : Metric
{
    private protected MeanMetric()
    {
    }

    // The sum of the scores, and of what they weigh.
    /// <inheritdoc/>
    public sealed override int StateSize(int outputs) => 2;

    /// <inheritdoc/>
    public sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        double counted = Counted(label);
        state[0] += weight * counted * Score(prediction, label, target);
        state[1] += weight * counted;
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> state) => Ratio(state[0], state[1]);

    /// <summary>1 for a sample that counts, 0 for one that does not.</summary>
    private protected virtual double Counted(int label) => 1;

    /// <summary>One sample's share in the mean.</summary>
    internal abstract double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target);
}
