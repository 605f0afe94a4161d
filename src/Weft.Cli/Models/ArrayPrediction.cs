using Weft.Cli.Reports;
using Weft.Formats;

namespace Weft.Cli.Models;

/// <summary>Runs a model on an array as it is and writes its raw outputs, so that other programs can compare.</summary>
/// <remarks>No scaling but the model's own layers, no mirror images, no temperature.</remarks>
internal static class ArrayPrediction
{
    private static readonly string[] Endings = [".npy", ".npz"];

    /// <summary>Whether a word of the command line names a file of arrays.</summary>
    public static bool IsArrays(string word) => Endings.Any(ending => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Checks what was asked for.</summary>
    /// <param name="words">The words behind the model.</param>
    /// <param name="outputs">Where the outputs go; null where that was not said.</param>
    /// <returns>Whether arrays are asked for.</returns>
    /// <exception cref="UsageException">The words and the option do not go together.</exception>
    public static bool IsAsked(IReadOnlyList<string> words, string? outputs)
    {
        if (outputs is null)
        {
            return words.FirstOrDefault(IsArrays) is not { } arrays
                ? false
                : throw new UsageException(
                    $"{arrays}: expected pictures, got a file of arrays. Say where the answers to them go: --outputs OUT.npy");
        }

        if (words is not [var only] || !IsArrays(only))
        {
            string got = string.Join(", ", words.Select(word => $"'{word}'"));
            throw new UsageException($"--outputs: expected one .npy or .npz file of samples after the model, got {got}.");
        }

        return outputs.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            ? true
            : throw new UsageException($"--outputs: expected a file name that ends in .npy, got '{outputs}'.");
    }

    /// <exception cref="DataException">The file cannot be read, or its array does not fit the model.</exception>
    public static ArrayReport Run(Model model, string arrays, string outputs, string name)
    {
        Tensor x = NpyFile.Read(arrays);
        if (x.Shape.Rank == 0 || !x.Shape.Skip(1).SequenceEqual(model.ArrayShape))
        {
            string extents = string.Join(", ", model.ArrayShape);
            string remedy = Remedy(x.Shape, model.ArrayShape);
            throw new DataException($"{arrays}: expected samples [n, {extents}] for {name}, got {x.Shape}. {remedy}");
        }

        model.Metadata = model.Metadata with { TestTimeFlip = false, Temperature = null };
        Tensor y = x.Shape[0] == 0 ? new Tensor([0, .. model.OutputShape]) : model.Predict(x);
        NpyFile.Write(outputs, y);
        return new ArrayReport(arrays, outputs, [.. y.Shape], model.LoadNotes);
    }

    private static string Remedy(Shape got, Shape sample)
    {
        if (got == sample)
        {
            return "One sample is x[None].";
        }

        return got.Rank > 0 && got.Size > 0 && got[0] * sample.Size == got.Size
            ? $"The numbers fit: x.reshape(-1, {string.Join(", ", sample)})."
            : "Resize or transpose the array.";
    }
}
