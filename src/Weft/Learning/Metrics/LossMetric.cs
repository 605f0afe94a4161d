using Weft.Layers;

namespace Weft;

/// <summary>
/// The mean of a loss over the samples, beside the one that is trained on: <c>new LossMetric(new MeanAbsoluteError())</c>.
/// </summary>
/// <remarks>
/// Keras' metrics of the losses' names. The loss sees the model's output as predictions have it. The cosine similarity is the cosine itself
/// here, as in Keras.
/// Samples that the loss ignores have a loss of 0 in the mean, and none where the metric is weighted, as in Keras. The loss' reduction does
/// not matter.
/// </remarks>
/// <param name="Loss">The loss; one of one's own too.</param>
public sealed record LossMetric(Loss Loss) : MeanMetric
{
    private const int Few = 256;

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = Loss ?? throw new ArgumentNullException(nameof(Loss));

    /// <inheritdoc/>
    public override string Name => Loss is LogCosh ? "logcosh" : Layer.ToSnakeCase(Loss.KerasName);

    private protected override double Counted(int label) => Weighted && Ignores(label) ? 0 : 1;

    internal override double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target)
    {
        if (target.IsEmpty && Ignores(label))
        {
            return 0;
        }

        int length = prediction.Length;
        Span<float> memory = length <= Few ? stackalloc float[2 * length] : new float[2 * length];
        Span<float> oneHot = memory[..length];
        if (target.IsEmpty)
        {
            OneHot(label, oneHot);
        }

        // Keras' kernels need no gradient; a loss of one's own may count on its place.
        Span<float> gradient = Loss is KerasLoss ? [] : memory[length..];
        double value = Loss.Evaluate(logits: false, prediction, target.IsEmpty ? oneHot : target, gradient, scale: 0);
        return Loss is CosineSimilarity ? -value : value;
    }

    internal override void Check(int outputs)
    {
        if (Loss.IsCategorical && outputs < 2)
        {
            throw new ShapeException(
                $"{Loss.KerasName}: expected at least 2 outputs for this metric, got {outputs}. "
                + "Use BinaryCrossentropy.");
        }

        Loss.Check(outputs);
    }

    private bool Ignores(int label) => label == Loss.IgnoredClass;

    /// <summary>The vector of a class number: 0 or 1 for one output, otherwise 1 at the class alone, if there is such a class.</summary>
    internal static void OneHot(int label, Span<float> target)
    {
        target.Clear();
        if (target.Length == 1)
        {
            target[0] = label;
        }
        else if ((uint)label < (uint)target.Length)
        {
            target[label] = 1;
        }
    }
}

/// <summary>The root of the mean squared difference of outputs and targets: <c>sqrt(mean (y - t)^2)</c>.</summary>
public sealed record RootMeanSquaredError : MeanMetric
{
    private static readonly LossMetric s_squares = new(new MeanSquaredError());

    /// <inheritdoc/>
    public override string Name => "root_mean_squared_error";

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> state) => Math.Sqrt(base.Result(state));

    internal override double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target) =>
        s_squares.Score(prediction, label, target);
}
