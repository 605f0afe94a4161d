namespace Weft.Formats;

/// <summary>Which layer of a file of Keras 2's form is which of a model made here: one after another, or by name.</summary>
/// <param name="weights">The file.</param>
/// <param name="notes">What was not taken over goes here.</param>
internal sealed class LayerPairing(LayerNamesReader weights, List<string> notes)
{
    /// <summary>The weights of the layers that get some.</summary>
    /// <param name="wanted">The model's layers that have weights.</param>
    /// <param name="byName">Whether they belong together by name; layers that the other side does not have are passed over then.</param>
    /// <param name="skipMismatch">Whether layers whose weights are others keep theirs, with a note.</param>
    /// <exception cref="ModelFileException">There are more or fewer layers, or weights of other shapes.</exception>
    public IReadOnlyDictionary<BuiltLayer, Tensor[]> Read(IReadOnlyList<WantedWeights> wanted, bool byName, bool skipMismatch)
    {
        IGrouping<string, WantedWeights>[] own = [.. wanted.GroupBy(one => one.Place.Outermost)];
        LayerNamesReader.SavedLayer[] saved = [.. weights.Layers.Where(layer => layer.WeightNames.Count > 0)];
        Dictionary<string, LayerNamesReader.SavedLayer> pairs = byName ? ByName(own, saved) : InOrder(own, saved);
        weights.Pairs = pairs;
        Dictionary<BuiltLayer, Tensor[]> values = [];
        foreach (IGrouping<string, WantedWeights> layer in own.Where(layer => pairs.ContainsKey(layer.Key)))
        {
            try
            {
                foreach ((BuiltLayer one, Tensor[] read) in weights.Read([.. layer]))
                {
                    values[one] = read;
                }
            }
            catch (ModelFileException error) when (skipMismatch)
            {
                notes.Add($"{layer.Key} keeps its weights: {error.Message}");
            }
        }

        return values;
    }

    private Dictionary<string, LayerNamesReader.SavedLayer> ByName(
        IGrouping<string, WantedWeights>[] own, LayerNamesReader.SavedLayer[] saved)
    {
        Dictionary<string, LayerNamesReader.SavedLayer> pairs = [];
        foreach (LayerNamesReader.SavedLayer layer in saved)
        {
            pairs.TryAdd(layer.Name, layer);
        }

        Note("layers of the model that the file does not have keep their "
            + "weights", own.Select(layer => layer.Key).Where(name => !pairs.ContainsKey(name)));
        Note("layers of the file that the model does not have are passed "
            + "over", saved.Select(layer => layer.Name).Except(own.Select(layer => layer.Key)));
        return pairs;
    }

    private static Dictionary<string, LayerNamesReader.SavedLayer> InOrder(
        IGrouping<string, WantedWeights>[] own, LayerNamesReader.SavedLayer[] saved)
    {
        if (own.Length != saved.Length)
        {
            throw new ModelFileException($"expected {own.Length} layers with weights, as the model has, got {saved.Length}: "
                + $"{string.Join(", ", saved.Take(6).Select(layer => layer.Name))}{(saved.Length > 6 ? ", ..." : "")}. Build the model "
                + "of the "
                + "same layers, or load those that it has by name: byName: true.");
        }

        return own.Zip(saved).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }

    private void Note(string what, IEnumerable<string> names)
    {
        string[] some = [.. names];
        if (some.Length > 0)
        {
            notes.Add($"{some.Length} {what}: {string.Join(", ", some.Take(8))}{(some.Length > 8 ? ", ..." : "")}.");
        }
    }
}
