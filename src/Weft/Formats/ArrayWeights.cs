using Weft.Data;

namespace Weft.Formats;

/// <summary>Weights for a model from a file of arrays by Weft's names: <c>conv2d/kernel</c>, what <see cref="Model.GetWeights"/>
/// gives.</summary>
internal static class ArrayWeights
{
    /// <param name="arrays">The file.</param>
    /// <param name="graph">The model.</param>
    /// <param name="byName">Whether layers and arrays that the other side does not have are passed over, with a note.</param>
    /// <param name="skipMismatch">Whether a layer whose weights are others keeps its own, with a note.</param>
    /// <param name="notes">What was not taken over goes here.</param>
    /// <exception cref="ModelFileException">There are others.</exception>
    public static IReadOnlyDictionary<BuiltLayer, Tensor[]> Read(
        NamedArrays arrays, ModelGraph graph, bool byName, bool skipMismatch, List<string> notes)
    {
        Dictionary<Weight, string> names = WeightNames.Of(graph).ToDictionary(pair => pair.Weight, pair => pair.Name);
        RequireTheirs(arrays, names.Values, byName, notes);
        List<BuiltLayer> taken = [], absent = [];
        foreach (BuiltLayer layer in graph.Leaves.Where(layer => layer.Weights.Count > 0))
        {
            string? error = Mismatch(layer, names, arrays);
            if (byName && layer.Weights.All(weight => !arrays.Shapes.ContainsKey(names[weight])))
            {
                absent.Add(layer);
            }
            else if (error is null)
            {
                taken.Add(layer);
            }
            else
            {
                notes.Add(skipMismatch ? $"{layer.Name} keeps its weights: {error}" : throw new ModelFileException(error));
            }
        }

        if (absent.Count > 0)
        {
            notes.Add($"{absent.Count} layers of the model that the file does not have keep their weights: "
                + $"{WeightNames.Listed(absent.Select(layer => layer.Name))}.");
        }

        return taken.ToDictionary(
            layer => layer, layer => layer.Weights.Select(weight => new Tensor(weight.Shape, arrays.Read(names[weight]))).ToArray());
    }

    private static void RequireTheirs(NamedArrays arrays, IReadOnlyCollection<string> names, bool byName, List<string> notes)
    {
        string[] strangers = [.. arrays.Shapes.Keys.Except(names)];
        if (strangers.Length == 0)
        {
            return;
        }

        string listed = WeightNames.Listed(strangers);
        notes.Add(byName
            ? $"{strangers.Length} arrays of the file that the model does not have are passed over: {listed}."
            : throw new ModelFileException($"expected the names of the model's weights ({WeightNames.Listed(names)}), got others beside "
                + $"them: {listed}. "
                + "Build the model of the same names, or pass over what it does not have: byName: true. PyTorch's networks are made by "
                    + "Model.Load."));
    }

    private static string? Mismatch(BuiltLayer layer, Dictionary<Weight, string> names, NamedArrays arrays)
    {
        foreach (Weight weight in layer.Weights)
        {
            string name = names[weight];
            if (!arrays.Shapes.TryGetValue(name, out Shape shape))
            {
                return $"{layer}: expected an array '{name}', got none.";
            }

            if (shape != weight.Shape)
            {
                return $"{layer}: expected '{name}' to have shape {weight.Shape}, got {shape}.";
            }
        }

        return null;
    }
}
