using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Layers that models inside a model have in common: Keras' architecture holds them once for each, and weft.json says which are one.</summary>
/// <remarks>Keras marks them by a number of its own, <c>shared_object_id</c>, and then finds the calls of the first model in the second; so it is read here and not written.</remarks>
internal static class SharedLayers
{
    /// <summary>Every further path of a layer (<c>part/dense</c>) with the first; null where there is none.</summary>
    public static JsonObject? ToJson(ModelGraph graph)
    {
        Dictionary<BuiltLayer, string> first = [];
        JsonObject json = [];
        Collect(graph, "");
        return json.Count > 0 ? json : null;

        void Collect(ModelGraph model, string path)
        {
            foreach (BuiltLayer layer in model.Layers.Where(layer => layer.Layer is not Input))
            {
                string own = $"{path}{layer.Name}";
                if (!first.TryAdd(layer, own))
                {
                    json[own] = first[layer];
                }
                else if (layer.Inner is { } inner)
                {
                    Collect(inner, $"{own}/");
                }
            }
        }
    }

    /// <summary>What is the same for all places of one layer.</summary>
    /// <param name="layer">The layer's object in the architecture.</param>
    /// <param name="path">Its name, behind those of the models it lies in.</param>
    /// <param name="weft">weft.json.</param>
    public static string KeyOf(JsonObject layer, string path, JsonObject weft) => KerasObject.Text((weft["shared_layers"] as JsonObject)?[path])
        ?? (layer["shared_object_id"] is { } number ? $"shared_object_id {number.ToJsonString()}" : path);
}
