namespace Weft.Cli.Models;

/// <summary>A class and how probable the model takes it to be.</summary>
internal sealed record ClassProbability(int Label, string Class, double Probability);

/// <summary>What a model says to one picture: its classes, the most probable first.</summary>
internal sealed record Prediction(IReadOnlyList<ClassProbability> Top)
{
    public ClassProbability Best => Top[0];

    /// <summary>Ranks a model's output for one picture.</summary>
    /// <param name="model">The model, for its class names and its last layer.</param>
    /// <param name="output">Probabilities, logits, or one number between two classes.</param>
    /// <param name="count">How many classes to keep.</param>
    public static Prediction From(Model model, ReadOnlySpan<float> output, int count = 3)
    {
        double[] probabilities = Probabilities(output, ModelLoading.LastActivation(model));
        IReadOnlyList<string> names = model.Metadata.ClassNames;
        return new Prediction(
        [
            .. probabilities
                .Select((probability, label) => new ClassProbability(label, label < names.Count ? names[label] : $"{label}", probability))
                .OrderByDescending(candidate => candidate.Probability)
                .Take(count),
        ]);
    }

    private static double[] Probabilities(ReadOnlySpan<float> output, ActivationKind last)
    {
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
