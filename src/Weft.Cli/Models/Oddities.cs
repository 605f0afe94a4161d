using Weft.Cli.Reports;
using Weft.Layers;

namespace Weft.Cli.Models;

/// <summary>What is unusual about a model: what its maker would want to be told.</summary>
internal static class Oddities
{
    // Beyond these a network has usually run away; what trains well stays far below.
    private const double Large = 100;
    private const double LargeVariance = 1e6;

    public static IReadOnlyList<string> Of(Model model, IReadOnlyList<WeightReport> weights) =>
        [.. Values(weights), .. model.Layers.SelectMany(Channels), .. Ends(model)];

    private static IEnumerable<string> Values(IReadOnlyList<WeightReport> weights)
    {
        foreach (WeightReport weight in weights)
        {
            int size = weight.Shape.Aggregate(1, (a, b) => a * b);
            if (weight.NotFinite > 0)
            {
                yield return $"{weight.Name}: {weight.NotFinite} of {size} values are no numbers; what it computes is none either.";
            }
            else if (weight.Name.EndsWith("kernel", StringComparison.Ordinal) && size > 1 && weight.Least == weight.Most)
            {
                yield return $"{weight.Name}: all {size} values are {weight.Least:G4}.";
            }
            else if (weight.Name.EndsWith("moving_variance", StringComparison.Ordinal))
            {
                if (weight.Least < 0 || weight.Most > LargeVariance)
                {
                    yield return $"{weight.Name}: variances from {weight.Least:G4} to {weight.Most:G4}.";
                }
            }
            else if (weight.Trainable && Math.Max(-weight.Least, weight.Most) > Large)
            {
                yield return $"{weight.Name}: values from {weight.Least:G4} to {weight.Most:G4}.";
            }
        }
    }

    // An output whose kernel is zero says the same to every picture.
    private static IEnumerable<string> Channels(BuiltLayer layer)
    {
        if (layer.Layer is not (Conv2D or Dense) || layer.Weights is not [{ Shape: var shape } kernel, ..])
        {
            yield break;
        }

        ReadOnlySpan<float> values = kernel.Span;
        bool[] used = new bool[shape[^1]];
        for (int i = 0; i < values.Length; i++)
        {
            used[i % used.Length] |= values[i] != 0;
        }

        int dead = used.Count(isUsed => !isUsed);
        if (dead > 0 && dead < used.Length)
        {
            yield return $"{kernel.Name}: {dead} of {used.Length} outputs have a kernel of zeros.";
        }
    }

    private static IEnumerable<string> Ends(Model model)
    {
        int names = model.Metadata.ClassNames.Count;
        if (model.Outputs.Count == 1 && names > 0 && model.OutputShape.Size is var outputs && outputs != names && !(outputs == 1 && names == 2))
        {
            yield return $"{names} class names for {outputs} outputs.";
        }

        if (model.Inputs.Count == 1 && model.InputShape.Rank == 3 && model.Metadata.PixelScale is null && !model.Layers.Any(Prepares))
        {
            yield return "Nothing says what its inputs are: it has no layer that scales pixels, and its file does not say how they were.";
        }

        if (model.Optimizer is null)
        {
            yield return "It is not compiled: the file does not say how it was trained, or Weft could not take it over.";
        }
    }

    private static bool Prepares(BuiltLayer layer) => layer.Layer is Rescaling or Normalization or BatchNormalization
        && layer.Inputs.All(node => node.Layer.Layer is Input or Rescaling or Normalization or PictureLayer or Resizing or CenterCrop);
}
