using Weft.Layers;

namespace Weft.Formats;

/// <summary>Where the weights of a layer lie, in the words of each kind of file.</summary>
/// <param name="Group">Its group in Keras 3's tree: <c>layers/functional/layers/conv2d_1</c>.</param>
/// <param name="Names">The names of the models it lies in, from the outermost inside, and its own, as the file has them.</param>
internal sealed record LayerPlace(string Group, IReadOnlyList<string> Names)
{
    /// <summary>The name of the layer, or of the model it lies in, that the outermost model has.</summary>
    public string Outermost => Names[0];

    /// <summary>The layer's own name.</summary>
    public string Own => Names[^1];

    /// <summary>The places of the layers of a model that was made here.</summary>
    public static IReadOnlyDictionary<BuiltLayer, LayerPlace> Of(ModelGraph graph)
    {
        Dictionary<BuiltLayer, LayerPlace> places = [];
        Collect(graph, "", []);
        return places;

        void Collect(ModelGraph model, string groups, IReadOnlyList<string> names)
        {
            string?[] own = WeightGroups.Names(
                [.. model.Layers.Select(layer => layer.Layer.IsOperation ? null : layer.Layer.KerasName)], model.IsSequential);
            foreach ((int i, BuiltLayer layer) in model.Layers.Index())
            {
                LayerPlace place = new($"{groups}layers/{own[i]}", [.. names, layer.Name]);
                places.TryAdd(layer, place);
                if (layer.Inner is { } inner)
                {
                    Collect(inner, $"{place.Group}/", place.Names);
                }
            }
        }
    }
}

/// <summary>A layer whose weights are wanted from a file.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Place">Where they are looked for.</param>
/// <param name="Specs">The weights that its configuration asks for.</param>
internal sealed record WantedWeights(BuiltLayer Layer, LayerPlace Place, IReadOnlyList<WeightSpec> Specs)
{
    /// <summary>Its weights in words: <c>kernel [3, 3, 1, 32], bias [32]</c>.</summary>
    public string Listing => string.Join(", ", Specs.Select(spec => $"{spec.Name} {spec.Shape}"));

    /// <summary>The layers of a model that have weights, in their order.</summary>
    /// <param name="graph">The model; its layers may still be without their weights.</param>
    /// <param name="placeOf">Where each lies.</param>
    public static IReadOnlyList<WantedWeights> Of(ModelGraph graph, Func<BuiltLayer, LayerPlace> placeOf) =>
    [
        .. graph.Leaves.Select(layer => (Layer: layer, Specs: layer.Layer.Weights(layer.InputShape)))
            .Where(item => item.Specs.Count > 0)
            .Select(item => new WantedWeights(item.Layer, placeOf(item.Layer), item.Specs)),
    ];
}
