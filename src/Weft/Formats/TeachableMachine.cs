using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>What lies beside a model of Teachable Machine, or follows from its make: the names of the classes, and how pictures are
/// prepared.</summary>
/// <remarks>
/// Such a model is a Sequential of two: a Sequential around a functional MobileNet, and a Sequential of dense layers. It takes the middle
/// square
/// of a picture, its pixels from -1 to 1. Names stand in labels.txt, "0 name" a line, or in the metadata.json of an export for
/// TensorFlow.js.
/// </remarks>
internal static class TeachableMachine
{
    private const long MostBytes = 1 << 20;

    /// <summary>A model with the names in its folder, where there are as many as it has classes, and with its preparation, where its make
    /// tells.</summary>
    /// <param name="model">The model as its file has it.</param>
    /// <param name="folder">The folder that the file lies in.</param>
    public static ModelFile Complete(ModelFile model, string folder)
    {
        List<string> notes = [.. model.Notes];
        ModelMetadata metadata = model.Metadata;
        if (Names(folder) is ({ Count: > 0 } names, { } file))
        {
            int outputs = model.Graph.Outputs is [var output] ? output.Shape.Size : 0;
            bool fits = names.Count == Math.Max(outputs, 2) && names.Distinct().Count() == names.Count;
            metadata = fits ? metadata with { ClassNames = names } : metadata;
            notes.Add(fits
                ? $"The names of the {names.Count} classes are taken from {file} beside it: "
                    + $"{string.Join(", ", names.Take(8))}{(names.Count > 8 ? ", ..." : "")}."
                : $"{file} beside it has {names.Count} names, {names.Distinct().Count()} of them different, and the model {outputs} "
                    + "outputs: they are left out.");
        }

        if (IsOne(model.Graph))
        {
            metadata = metadata with { PixelScale = 1 / 127.5f, PixelOffset = -1, Preparation = PicturePreparation.Middle };
            notes.Add("Pixels are taken from -1 to 1 and photos by their middle square, as Teachable Machine makes its models.");
        }

        return model with { Metadata = metadata, Notes = notes };
    }

    private static bool IsOne(ModelGraph graph) =>
        graph is { IsSequential: true, Inputs: [{ Shape: { Rank: 3 } input }] } && input[0] == input[1] && input[2] == 3
        && graph.Layers.Where(layer => layer.Inputs.Count > 0).ToArray() is
            [{ Inner: { IsSequential: true } body }, { Inner: { IsSequential: true } head }]
        && body.Layers.Where(layer => layer.Inputs.Count > 0).ToArray() is [{ Inner: { IsSequential: false } network }, ..]
        && network.Leaves.Any(layer => layer.Layer is DepthwiseConv2D)
        && !network.Leaves.Any(layer => layer.Layer is Rescaling or Normalization)
        && head.Leaves.All(layer => layer.Layer is Dense or Dropout);

    private static (IReadOnlyList<string> Names, string File)? Names(string folder)
    {
        string labels = Path.Combine(folder, "labels.txt"), metadata = Path.Combine(folder, "metadata.json");
        if (IsSmall(labels))
        {
            return (OfLines(File.ReadAllLines(labels)), "labels.txt");
        }

        return IsSmall(metadata) && OfMetadata(File.ReadAllText(metadata)) is { } names ? (names, "metadata.json") : null;
    }

    private static bool IsSmall(string path) => new FileInfo(path) is { Exists: true, Length: <= MostBytes };

    // "0 Cat", "1 Dog": the number goes where every line has its own; other lists are of names alone.
    private static string[] OfLines(IEnumerable<string> lines)
    {
        string[] filled = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];
        bool areNumbered = filled.Index().All(line => line.Item.Split(' ', 2) is [var number, _]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value == line.Index);
        return areNumbered ? [.. filled.Select(line => line.Split(' ', 2)[1].Trim())] : filled;
    }

    private static string[]? OfMetadata(string text)
    {
        try
        {
            JsonObject json = KerasObject.Parse(Encoding.UTF8.GetBytes(text), "metadata.json");
            return json["labels"] is JsonArray list ? [.. list.Select(KerasObject.Text).OfType<string>()] : null;
        }
        catch (ModelFileException)
        {
            // A file of that name that has nothing to do with the model.
            return null;
        }
    }
}
