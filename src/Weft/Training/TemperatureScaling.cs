using System.Numerics.Tensors;

namespace Weft;

/// <summary>One number that a model's logits are divided by, fitted after training, so that its confidence says how often it is right.</summary>
/// <remarks>
/// The temperature minimises the mean of <c>-ln softmax(z / T)[label]</c> on data the model was not trained on. The classes stay in order, so accuracy does not change.
/// Guo et al. 2017, section 4.2. Where the model gives probabilities their logarithms serve as logits: a softmax does not see the difference.
/// </remarks>
public sealed class TemperatureScaling
{
    private const int FewestMistakes = 20;

    private readonly bool _fromLogits;

    private TemperatureScaling(double temperature, bool fromLogits)
    {
        Temperature = temperature;
        _fromLogits = fromLogits;
    }

    /// <summary>What logits are divided by: above 1 where the model is too sure of itself.</summary>
    public double Temperature { get; }

    /// <summary>How the model did as it was.</summary>
    public required Calibration Before { get; init; }

    /// <summary>How it does with its logits divided.</summary>
    public required Calibration After { get; init; }

    /// <summary>Whether at least 20 samples were classified wrongly. A temperature follows from the mistakes: a handful of them says nothing, and none at all asks for endless confidence.</summary>
    public bool HasEnoughMistakes => Before.Bins.Sum(bin => bin.Count * (1 - bin.Accuracy)) > FewestMistakes - 0.5;

    /// <summary>The probabilities of outputs of the model: <c>softmax(z / T)</c>.</summary>
    /// <param name="outputs">What <c>Predict</c> gave: <c>[batch, classes]</c> or <c>[classes]</c>.</param>
    public Tensor Apply(Tensor outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Probabilities(outputs, _fromLogits, Temperature);
    }

    /// <summary>Brings one sample's outputs to a temperature, in place: logits are divided, probabilities become <c>p^(1/T) / sum p^(1/T)</c>.</summary>
    internal static void Temper(Span<float> outputs, bool fromLogits, double temperature)
    {
        if (fromLogits)
        {
            TensorPrimitives.Divide(outputs, (float)temperature, outputs);
            return;
        }

        double largest = Math.Log(Math.Max(TensorPrimitives.Max<float>(outputs), float.Epsilon)), sum = 0;
        foreach (ref float value in outputs)
        {
            double power = Math.Exp((Math.Log(Math.Max(value, float.Epsilon)) - largest) / temperature);
            value = (float)power;
            sum += power;
        }

        TensorPrimitives.Multiply(outputs, (float)(1 / sum), outputs);
    }

    /// <summary>Finds the temperature for outputs with known classes.</summary>
    internal static TemperatureScaling Fit(Tensor outputs, ReadOnlySpan<int> labels, bool fromLogits, int bins)
    {
        int classes = outputs.Shape[^1];
        double[] logits = new double[outputs.Size];
        for (int start = 0; start < logits.Length; start += classes)
        {
            Logits(outputs.Span.Slice(start, classes), fromLogits, logits.AsSpan(start, classes));
        }

        // The loss is convex in 1 / T, so its slope changes sign once. It is sought between temperatures of 0.001 and 1000, to all the digits there are.
        double low = Math.Log(1e-3), high = Math.Log(1e3);
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Slope(logits, labels, classes, Math.Exp(middle)) < 0 ? (middle, high) : (low, middle);
        }

        double temperature = Math.Exp(-(low + high) / 2);
        return new TemperatureScaling(temperature, fromLogits)
        {
            Before = Calibration.Of(Probabilities(outputs, fromLogits, 1), labels, bins),
            After = Calibration.Of(Probabilities(outputs, fromLogits, temperature), labels, bins),
        };
    }

    private static Tensor Probabilities(Tensor outputs, bool fromLogits, double temperature)
    {
        Tensor result = new(outputs.Shape, outputs.Span.ToArray());
        int classes = outputs.Shape[^1];
        double[] logits = new double[classes];
        for (int start = 0; start < result.Size; start += classes)
        {
            Span<float> row = result.Span.Slice(start, classes);
            Logits(row, fromLogits, logits);
            double logSum = LogSum(logits, 1 / temperature);
            for (int c = 0; c < classes; c++)
            {
                row[c] = (float)Math.Exp((logits[c] / temperature) - logSum);
            }
        }

        return result;
    }

    // A probability too small for a float counts as the smallest one.
    private static void Logits(ReadOnlySpan<float> outputs, bool fromLogits, Span<double> logits)
    {
        for (int c = 0; c < outputs.Length; c++)
        {
            logits[c] = fromLogits ? outputs[c] : Math.Log(Math.Max(outputs[c], float.Epsilon));
        }
    }

    private static double LogSum(ReadOnlySpan<double> logits, double scale)
    {
        double max = double.NegativeInfinity;
        foreach (double value in logits)
        {
            max = Math.Max(max, value * scale);
        }

        double sum = 0;
        foreach (double value in logits)
        {
            sum += Math.Exp((value * scale) - max);
        }

        return max + Math.Log(sum);
    }

    // d/ds of sum ln sum_j e^(s z_j) - s z[label]: the mean logit under the softmax, less the label's.
    private static double Slope(double[] logits, ReadOnlySpan<int> labels, int classes, double scale)
    {
        double slope = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> row = logits.AsSpan(i * classes, classes);
            double logSum = LogSum(row, scale);
            foreach (double value in row)
            {
                slope += value * Math.Exp((value * scale) - logSum);
            }

            slope -= row[labels[i]];
        }

        return slope;
    }
}
