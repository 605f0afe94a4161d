using System.Globalization;

using Weft.Layers;

namespace Weft.Cli.Choices;

/// <summary>What a model takes pixels for, where its file does not say: <c>--pixels</c>.</summary>
/// <param name="Word">As the command line has it.</param>
/// <param name="Scale">What pixel bytes are multiplied with: one number, or one per channel.</param>
/// <param name="Offset">What is added to them then: as many.</param>
internal sealed record PixelChoice(string Word, IReadOnlyList<double> Scale, IReadOnlyList<double> Offset)
{
    /// <summary>The words that mean a range; beside them there are means and deviations.</summary>
    public static IReadOnlyList<string> Words { get; } = ["0..1", "-1..1", "0..255"];

    /// <summary>The choice of a word; null where it is none.</summary>
    public static PixelChoice? Parse(string word) => word switch
    {
        "0..1" => new PixelChoice(word, [1 / 255.0], [0]),
        "-1..1" => new PixelChoice(word, [1 / 127.5], [-1]),
        "0..255" => new PixelChoice(word, [1], [0]),
        _ => OfMoments(word),
    };

    /// <summary>The model that takes pixel bytes so: said in its metadata, or, where channels differ, done by a layer in front.</summary>
    /// <exception cref="UsageException">There are numbers for more or fewer channels than the model has.</exception>
    public Model Apply(Model model)
    {
        if (Scale.Count == 1)
        {
            model.Metadata = model.Metadata with { PixelScale = (float)Scale[0], PixelOffset = Offset[0] == 0 ? null : (float)Offset[0] };
            return model;
        }

        if (model.InputShape[^1] != Scale.Count)
        {
            throw new UsageException($"--pixels: expected one mean and one deviation, or one for each of the model's "
                + $"{model.InputShape[^1]} channels, "
                + $"got {Scale.Count}.");
        }

        Model fitted = model.Copy(before: [new Rescaling(Scale, Offset)]);
        fitted.Metadata = model.Metadata with { PixelScale = 1, PixelOffset = null };
        if (model.Optimizer is not null)
        {
            fitted.ContinueFrom(model);
        }

        return fitted;
    }

    // mean=0.485,0.456,0.406,std=0.229,0.224,0.225 in units of 0 to 1: (p / 255 - mean) / std.
    private static PixelChoice? OfMoments(string word)
    {
        const string Mean = "mean=", Deviation = ",std=";
        int cut = word.IndexOf(Deviation, StringComparison.Ordinal);
        if (!word.StartsWith(Mean, StringComparison.Ordinal) || cut < 0)
        {
            return null;
        }

        double[]? means = Numbers(word[Mean.Length..cut]), deviations = Numbers(word[(cut + Deviation.Length)..]);
        if (means is null || deviations is null || !deviations.All(deviation => deviation > 0)
            || (means.Length != deviations.Length && means.Length != 1 && deviations.Length != 1))
        {
            return null;
        }

        int count = Math.Max(means.Length, deviations.Length);
        IEnumerable<(double Mean, double Deviation)> channels = Enumerable.Range(0, count)
            .Select(i => (means[i % means.Length], deviations[i % deviations.Length]));
        return new PixelChoice(
            word, [.. channels.Select(one => 1 / (255 * one.Deviation))], [.. channels.Select(one => -one.Mean / one.Deviation)]);
    }

    private static double[]? Numbers(string text)
    {
        double[] numbers = [.. text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return Array.TrueForAll(numbers, double.IsFinite) ? numbers : null;
    }
}
