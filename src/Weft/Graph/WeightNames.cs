namespace Weft;

/// <summary>The weights of a model by name: <c>conv2d/kernel</c>, as Keras has it; where two models in the model have such a weight each,
/// with the model's name in front: <c>left/conv2d/kernel</c>.</summary>
internal static class WeightNames
{
    private const int MostNamed = 8;

    /// <summary>All weights in order, each under a name of its own.</summary>
    public static IReadOnlyList<(string Name, Weight Weight)> Of(ModelGraph graph)
    {
        (string Path, Weight Weight)[] all = [.. Paths(graph, string.Empty).DistinctBy(pair => pair.Weight)];
        HashSet<string> shared = [.. all.GroupBy(pair => pair.Weight.Name).Where(group => group.Count() > 1).Select(group => group.Key)];
        return [.. all.Select(pair => (shared.Contains(pair.Weight.Name) ? pair.Path : pair.Weight.Name, pair.Weight))];
    }

    /// <summary>Gives weights their values: all or, where something is wrong, none.</summary>
    /// <param name="pairs">Weights, the names to call them by, and their values.</param>
    /// <param name="who">What errors begin with.</param>
    /// <exception cref="ShapeException">Values have another shape than their weight.</exception>
    public static void Set(IReadOnlyList<(string Name, Weight Weight, Tensor Values)> pairs, string who)
    {
        foreach ((string name, Weight weight, Tensor values) in pairs)
        {
            ArgumentNullException.ThrowIfNull(values);
            if (values.Shape != weight.Shape)
            {
                throw new ShapeException($"{who}: expected values of shape {weight.Shape} for '{name}', got {values.Shape}. Reshape or "
                    + "transpose them: kernels are [height, width, in, out] or [in, out], as in Keras.");
            }
        }

        foreach ((_, Weight weight, Tensor values) in pairs)
        {
            values.Span.CopyTo(weight.Values);
            Interlocked.Increment(ref weight.Changes);
        }
    }

    /// <summary>Gives weights their values: all or, where something is wrong, none.</summary>
    /// <param name="weights">The weights in order.</param>
    /// <param name="values">As many values.</param>
    /// <param name="who">What errors begin with.</param>
    /// <exception cref="ShapeException">There are more or fewer values than weights, or some have another shape.</exception>
    public static void SetAll(IReadOnlyList<(string Name, Weight Weight)> weights, IReadOnlyList<Tensor> values, string who)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != weights.Count)
        {
            throw new ShapeException($"{who}: expected values for {weights.Count} weights "
                + $"({Listed(weights.Select(pair => pair.Name))}), got {values.Count}. Pass one tensor for each, in this order.");
        }

        Set([.. weights.Zip(values, (pair, tensor) => (pair.Name, pair.Weight, tensor))], who);
    }

    public static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and "
            + $"{all.Length - MostNamed} others" : string.Empty);
    }

    private static IEnumerable<(string Path, Weight Weight)> Paths(ModelGraph graph, string prefix) =>
        graph.Layers.SelectMany(layer => layer.Inner is { } inner
        ? Paths(inner, $"{prefix}{layer.Name}/")
        : layer.Weights.Select(weight => ($"{prefix}{weight.Name}", weight)));
}
