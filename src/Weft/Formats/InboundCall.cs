using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>A tensor as config.json refers to it: which layer's, of which of its calls, which of that call's results.</summary>
internal readonly record struct TensorReference(string Layer, int Call, int Output);

/// <summary>One call of a layer as config.json has it.</summary>
/// <param name="Inputs">The tensors it is called on, in order.</param>
/// <param name="Arguments">All arguments, constants among them; none in Keras 2's form, which has tensors only.</param>
internal sealed record InboundCall(IReadOnlyList<TensorReference> Inputs, JsonArray Arguments)
{
    /// <summary>The calls of a layer.</summary>
    /// <param name="layer">The layer's object.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="notes">What was read but has no counterpart goes here.</param>
    /// <exception cref="ModelFileException">It is called in a way that Weft does not have.</exception>
    public static IReadOnlyList<InboundCall> Of(JsonObject layer, string name, List<string> notes) =>
        layer["inbound_nodes"] is JsonArray nodes ? [.. nodes.Select(node => Read(node, name, notes))] : [];

    /// <summary>The tensors that a model begins or ends in: one, a list of them, or a dictionary, whose order is that of its
    /// keys.</summary>
    public static IReadOnlyList<TensorReference> References(JsonNode? node)
    {
        List<TensorReference> found = [];
        Collect(node, found);
        return found;
    }

    private static InboundCall Read(JsonNode? node, string name, List<string> notes)
    {
        if (node is JsonObject call)
        {
            foreach ((string keyword, JsonNode? value) in call["kwargs"] as JsonObject ?? [])
            {
                // Keras 3's functional models overwrite `training` when they are called, so what stands there says nothing.
                if (References(value).Count > 0)
                {
                    throw new ModelFileException($"config.json: expected '{name}' to be called on tensors without keywords, got "
                        + $"'{keyword}'. Weft does not have such calls; save the model without this layer.");
                }
            }

            return new InboundCall(References(call["args"]), call["args"] as JsonArray ?? []);
        }

        RequireTrainingUnset(node, name, notes);
        return new InboundCall(References(node), []);
    }

    // In Keras 2 layer(x, training=False) is how a part of a network is kept as it is while the rest is trained further; predictions are
    // the same.
    private static void RequireTrainingUnset(JsonNode? node, string name, List<string> notes)
    {
        switch (node)
        {
            case JsonObject members when members["training"] is JsonValue value && value.TryGetValue(out bool training):
                if (training)
                {
                    throw new ModelFileException($"config.json: expected '{name}' to be called as the model is, got a call with "
                        + $"training=True. Weft does not have it; save the model without it.");
                }

                notes.Add($"'{name}' is called with training=False, which is not applied when training goes on.");
                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    RequireTrainingUnset(item, name, notes);
                }

                break;
        }
    }

    // A reference is [layer, call, output] with more behind it in old files, or a __keras_tensor__ that holds one.
    private static void Collect(JsonNode? node, List<TensorReference> found)
    {
        switch (node)
        {
            case JsonArray list when Reference(list) is { } reference:
                found.Add(reference);
                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    Collect(item, found);
                }

                break;
            case JsonObject tensor when KerasObject.Text(tensor["class_name"]) == "__keras_tensor__":
                Collect(KerasObject.Member(tensor, "config", "keras_history"), found);
                break;
            case JsonObject members:
                foreach ((_, JsonNode? member) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    Collect(member, found);
                }

                break;
        }
    }

    private static TensorReference? Reference(JsonArray list) =>
        list is [var layer, var call, var output, ..] && KerasObject.Text(layer) is { } name && KerasConfig.AsInteger(call) is { } index
            && KerasConfig.AsInteger(output) is { } place
            ? new TensorReference(name, index, place)
            : null;
}
