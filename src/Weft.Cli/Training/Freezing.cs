using System.Globalization;

using Weft.Cli.CommandLine;

namespace Weft.Cli.Training;

/// <summary>Which layers keep their weights: the first so many, or those named.</summary>
internal sealed record Freezing(int Count, IReadOnlyList<string> Names)
{
    /// <summary>A number, or names with commas between them.</summary>
    public static Freezing Parse(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        ? new Freezing(count, [])
        : new Freezing(0, ChoiceOption.Words(text));

    /// <exception cref="UsageException">The model has no such layer, or would have no layer left to train.</exception>
    public Model Apply(Model model)
    {
        string[] known = [.. model.Layers.Select(layer => layer.Name)];
        if (Names.FirstOrDefault(name => !known.Contains(name)) is { } missing)
        {
            throw new UsageException($"--freeze: expected layers of the model, {string.Join(", ", known)}, got '{missing}'.{Suggestions.DidYouMean(missing, known)}");
        }

        HashSet<string> frozen = [.. known.Take(Count), .. Names];
        Model copy = model.Copy(frozen: layer => frozen.Contains(layer.Name));
        return copy.Weights.Any(weight => weight.Trainable)
            ? copy
            : throw new UsageException($"--freeze: expected to leave layers to train, got all {known.Length} of them frozen. Freeze fewer.");
    }
}
