namespace Weft;

/// <summary>How far the model's confidence is from its accuracy: <c>sum_b n_b / n |accuracy_b - confidence_b|</c> over bins of confidence.</summary>
/// <remarks>
/// Confidence is the largest output, for a single output that of its side; bins are of equal width, each with its upper edge. Guo et al. 2017, with their 15 bins.
/// The outputs must be probabilities. Keras has no such metric, and does not see it in a saved model.
/// </remarks>
/// <param name="Bins">How many bins.</param>
public sealed record ExpectedCalibrationError(int Bins = 15) : Metric
{
    /// <summary>How many bins.</summary>
    public int Bins { get; } = Bins >= 1 ? Bins : throw new ArgumentOutOfRangeException(nameof(Bins), $"ExpectedCalibrationError: expected at least 1 bin, got {Bins}.");

    /// <inheritdoc/>
    public override string Name => "expected_calibration_error";

    // For each bin: samples, the sum of their confidences, those that were right.
    /// <inheritdoc/>
    public override int StateSize(int outputs) => 3 * Bins;

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        int guess = prediction.Length > 1 ? ArgMax(prediction) : prediction[0] > 0.5f ? 1 : 0;
        int truth = target.IsEmpty ? label : target.Length > 1 ? ArgMax(target) : target[0] > 0.5f ? 1 : 0;
        double confidence = prediction.Length > 1 ? prediction[guess] : Math.Max(prediction[0], 1 - prediction[0]);
        int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
        state[3 * bin] += weight;
        state[(3 * bin) + 1] += weight * confidence;
        state[(3 * bin) + 2] += guess == truth ? weight : 0;
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> state)
    {
        double sum = 0, samples = 0;
        for (int i = 0; i < state.Length; i += 3)
        {
            samples += state[i];
            sum += Math.Abs(state[i + 2] - state[i + 1]);
        }

        return Ratio(sum, samples);
    }

    /// <summary>The bins that a state describes.</summary>
    internal ReliabilityBin[] Reliability(ReadOnlySpan<double> state)
    {
        ReliabilityBin[] bins = new ReliabilityBin[Bins];
        for (int i = 0; i < Bins; i++)
        {
            double count = state[3 * i];
            bins[i] = new ReliabilityBin((double)i / Bins, (i + 1.0) / Bins, (int)count, Ratio(state[(3 * i) + 1], count), Ratio(state[(3 * i) + 2], count));
        }

        return bins;
    }
}

/// <summary>The samples of one stretch of confidence: in a model that knows what it knows, accuracy and confidence are the same.</summary>
/// <param name="From">The lower edge, not included.</param>
/// <param name="To">The upper edge, included.</param>
/// <param name="Count">How many samples.</param>
/// <param name="Confidence">Their mean confidence; 0 where there are none.</param>
/// <param name="Accuracy">The share that was right; 0 where there are none.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy);
