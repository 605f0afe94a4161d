using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>A piece of a functional model's chain: a layer, or a residual block whose branches are chains themselves.</summary>
/// <param name="Position">Where the layer stands in the file's list; for a block, where its <c>Add</c> does.</param>
/// <param name="Body">The branch that the <c>Add</c> names first, or the other where that one has no layers; null for a layer.</param>
/// <param name="Shortcut">The block's other branch.</param>
internal sealed record ChainLink(int Position, IReadOnlyList<ChainLink>? Body = null, IReadOnlyList<ChainLink>? Shortcut = null);

/// <summary>Finds the chain in the graph of a functional model: layers one after another, and residual blocks.</summary>
/// <remarks>
/// Walks from the output back. At an <c>Add</c> both branches are followed, blocks inside them passed over as a whole, to the first layer they have in common.
/// </remarks>
internal sealed class FunctionalChain
{
    private readonly string[] _names;
    private readonly string[] _classes;
    private readonly int[][] _inputs;
    private readonly bool[] _adds;
    private readonly Dictionary<int, int> _forks = [];
    private readonly HashSet<int> _placed = [];

    private FunctionalChain(JsonObject[] layers)
    {
        _names = [.. layers.Select((layer, i) => Name(layer) ?? $"layer {i}")];
        _classes = [.. layers.Select(layer => KerasObject.Identify(layer).Name ?? "a layer")];

        // The sum of a tensor and a number has one input.
        string[][] inputs = [.. layers.Select((layer, i) => Inputs(layer, i))];
        _adds = [.. inputs.Select((names, i) => _classes[i] == "Add" && names.Length == 2)];
        _inputs = [.. inputs.Select(names => Array.ConvertAll(names, Position))];
    }

    /// <summary>The chain, from the input to the output.</summary>
    /// <param name="config">The model's options.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="notes">What was read but has no counterpart goes here.</param>
    /// <exception cref="ModelFileException">The graph is no chain of layers and residual blocks, shares a layer or leaves one out.</exception>
    public static IReadOnlyList<ChainLink> Of(JsonObject config, JsonObject[] layers, List<string> notes)
    {
        FunctionalChain chain = new(layers);
        for (int i = 0; i < layers.Length; i++)
        {
            RequireTrainingUnset(layers[i]["inbound_nodes"], chain._names[i], notes);
        }

        List<string> outputs = [];
        CollectReferences(config["output_layers"], outputs);
        if (outputs.Count != 1)
        {
            throw NoChain($"{outputs.Count} outputs");
        }

        int output = chain.Position(outputs[0]);
        chain.RequireNoCycle(output, []);
        IReadOnlyList<ChainLink> links = chain.Links(output, end: -1);
        return chain._placed.Count == layers.Length
            ? links
            : throw NoChain($"layers beside the chain: {string.Join(", ", chain._names.Where((_, i) => !chain._placed.Contains(i)))}");
    }

    private List<ChainLink> Links(int from, int end)
    {
        List<ChainLink> links = [];
        for (int at = from; at != end; at = Before(at))
        {
            if (!_placed.Add(at))
            {
                throw NoChain($"two ways through '{_names[at]}'");
            }

            links.Add(_adds[at] ? Block(at) : new ChainLink(at));
        }

        links.Reverse();
        return links;
    }

    private ChainLink Block(int add)
    {
        int fork = Fork(add);
        List<ChainLink> first = Links(_inputs[add][0], fork), second = Links(_inputs[add][1], fork);
        return first.Count > 0 ? new ChainLink(add, first, second) : new ChainLink(add, second, first);
    }

    /// <summary>The piece before this one; -1 before the input.</summary>
    private int Before(int at) => _adds[at] ? Fork(at) : _inputs[at].Length == 0 ? -1 : _inputs[at][0];

    private int Fork(int add)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_forks.TryGetValue(add, out int fork))
        {
            HashSet<int> first = [];
            for (int at = _inputs[add][0]; at >= 0; at = Before(at))
            {
                first.Add(at);
            }

            fork = _inputs[add][1];
            while (fork >= 0 && !first.Contains(fork))
            {
                fork = Before(fork);
            }

            _forks[add] = fork >= 0 ? fork : throw NoChain($"branches of '{_names[add]}' that begin in different inputs");
        }

        return fork;
    }

    private void RequireNoCycle(int at, HashSet<int> finished)
    {
        Stack<(int Node, bool Leaving)> open = new([(at, false)]);
        HashSet<int> inside = [];
        while (open.TryPop(out (int Node, bool Leaving) visit))
        {
            if (visit.Leaving)
            {
                inside.Remove(visit.Node);
                finished.Add(visit.Node);
            }
            else if (inside.Contains(visit.Node))
            {
                throw NoChain($"a cycle through '{_names[visit.Node]}'");
            }
            else if (!finished.Contains(visit.Node))
            {
                inside.Add(visit.Node);
                open.Push((visit.Node, true));
                Array.ForEach(_inputs[visit.Node], input => open.Push((input, false)));
            }
        }
    }

    private string[] Inputs(JsonObject layer, int position)
    {
        if (layer["inbound_nodes"] is not JsonArray { Count: > 0 } nodes)
        {
            return [];
        }

        List<string> inputs = [];
        CollectReferences(nodes, inputs);
        return nodes.Count == 1 && (inputs.Count == 1 || (inputs.Count == 2 && _classes[position] == "Add"))
            ? [.. inputs]
            : throw NoChain($"{inputs.Count} inputs to {_classes[position]} '{_names[position]}'");
    }

    // In Keras 2 layer(x, training=False) is how a part of a network is kept as it is while the rest is trained further; predictions are the same.
    private static void RequireTrainingUnset(JsonNode? calls, string layer, List<string> notes)
    {
        switch (calls)
        {
            // Keras 3 files what its functional models overwrite when they are called.
            case JsonObject call when call.ContainsKey("args"):
                break;
            case JsonObject members when members["training"] is JsonValue value && value.TryGetValue(out bool training):
                if (training)
                {
                    throw new ModelFileException($"config.json: expected '{layer}' to be called as the model is, got a call with training=True. Weft does not have it; save the model without it.");
                }

                notes.Add($"'{layer}' is called with training=False, which is not applied when training goes on.");
                break;
            case JsonObject members:
                foreach ((_, JsonNode? member) in members)
                {
                    RequireTrainingUnset(member, layer, notes);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    RequireTrainingUnset(item, layer, notes);
                }

                break;
        }
    }

    private int Position(string name)
    {
        int position = Array.IndexOf(_names, name);
        return position >= 0 ? position : throw NoChain($"a reference to '{name}', which is not there");
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
                CollectReferences(KerasObject.Member(tensor, "config", "keras_history"), found);
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

    private static ModelFileException NoChain(string got) => new(
        $"config.json: expected a Functional model that is a chain of layers and residual blocks (an Add of two branches from one layer), got {got}. Weft reads no other graphs.");
}
