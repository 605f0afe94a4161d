using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>The order of the layers of a functional model whose graph is a plain chain.</summary>
internal static class FunctionalChain
{
    /// <summary>Follows the chain from its output back to its input.</summary>
    /// <returns>Positions in <paramref name="layers"/>, the input first.</returns>
    /// <exception cref="ModelFileException">The graph branches, joins, shares a layer or leaves one out.</exception>
    public static IReadOnlyList<int> Order(JsonObject config, JsonObject[] layers)
    {
        string[] names = [.. layers.Select((layer, i) => Name(layer) ?? $"layer {i}")];
        List<string> outputs = [];
        CollectReferences(config["output_layers"], outputs);
        if (outputs.Count != 1)
        {
            throw NoChain($"{outputs.Count} outputs");
        }

        List<int> order = [];
        string? next = outputs[0];
        while (next is not null)
        {
            int position = Array.IndexOf(names, next);
            if (position < 0 || order.Contains(position))
            {
                throw NoChain(position < 0 ? $"a reference to '{next}', which is not there" : $"a cycle through '{next}'");
            }

            order.Add(position);
            next = Input(layers[position], next);
        }

        if (order.Count != layers.Length)
        {
            throw NoChain($"layers beside the chain: {string.Join(", ", names.Where((_, i) => !order.Contains(i)))}");
        }

        order.Reverse();
        return order;
    }

    private static string? Input(JsonObject layer, string name)
    {
        if (layer["inbound_nodes"] is not JsonArray { Count: > 0 } nodes)
        {
            return null;
        }

        List<string> inputs = [];
        CollectReferences(nodes, inputs);
        return nodes.Count == 1 && inputs.Count == 1 ? inputs[0] : throw NoChain($"{inputs.Count} inputs to '{name}'");
    }

    // A reference is [layer, node, tensor] with more behind it in old files, or a __keras_tensor__ that holds one.
    private static void CollectReferences(JsonNode? node, List<string> found)
    {
        switch (node)
        {
            case JsonArray reference when Referenced(reference) is { } layer:
                found.Add(layer);
                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    CollectReferences(item, found);
                }

                break;
            case JsonObject tensor when KerasObject.Text(tensor["class_name"]) == "__keras_tensor__":
                CollectReferences(tensor["config"]?["keras_history"], found);
                break;
            case JsonObject members:
                foreach ((_, JsonNode? member) in members)
                {
                    CollectReferences(member, found);
                }

                break;
        }
    }

    private static string? Referenced(JsonArray list) =>
        list is [var name, var call, var output, ..] && KerasConfig.AsInteger(call) is not null && KerasConfig.AsInteger(output) is not null ? KerasObject.Text(name) : null;

    private static string? Name(JsonObject layer) => KerasObject.Text(layer["name"]) ?? KerasObject.Text((layer["config"] as JsonObject)?["name"]);

    private static ModelFileException NoChain(string got) =>
        new($"config.json: expected a Functional model whose layers are a plain chain, got {got}. Weft reads models in which each layer feeds exactly the next.");
}
