namespace Weft.Imaging;

/// <summary>What a model says to one picture: its classes, the most probable first.</summary>
/// <param name="Top">The classes; at least one.</param>
public sealed record Prediction(IReadOnlyList<ClassProbability> Top)
{
    /// <summary>The most probable class.</summary>
    public ClassProbability Best => Top[0];

    /// <summary>Ranks a model's output for one picture: probabilities as they are, logits by their softmax, and one number between two
    /// classes by its sigmoid.</summary>
    /// <param name="model">The model, for its class names and its last layer.</param>
    /// <param name="output">What it gave.</param>
    /// <param name="count">How many classes to keep; 3 by default.</param>
    public static Prediction From(Model model, ReadOnlySpan<float> output, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double[] probabilities = Probabilities(model, output);
        IReadOnlyList<string> names = model.Metadata.ClassNames;
        return new Prediction(
        [
            .. probabilities
                .Select((probability, label) => new ClassProbability(label, label < names.Count ? names[label] : $"{label}", probability))
                .OrderByDescending(candidate => candidate.Probability)
                .Take(count),
        ]);
    }

    /// <summary>The probability of every class, two of them where the model gives one number, in the order of the classes.</summary>
    /// <param name="model">The model, for its last layer.</param>
    /// <param name="output">What it gave for one picture.</param>
    public static double[] Probabilities(Model model, ReadOnlySpan<float> output)
    {
        ArgumentNullException.ThrowIfNull(model);
        ActivationKind last = model.LastActivation.Kind;
        if (output.Length == 1)
        {
            double yes = last == ActivationKind.Sigmoid ? output[0] : 1 / (1 + Math.Exp(-output[0]));
            return [1 - yes, yes];
        }

        double[] values = [.. output.ToArray().Select(value => (double)value)];
        if (last == ActivationKind.Softmax)
        {
            return values;
        }

        double largest = values.Max();
        double[] powers = [.. values.Select(value => Math.Exp(value - largest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
