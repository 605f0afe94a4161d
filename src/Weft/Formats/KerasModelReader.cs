using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>A layer as config.json describes it, and the group of model.weights.h5 that holds its weights.</summary>
/// <param name="Layer">The description; a residual block has its layers beside it.</param>
/// <param name="Name">Its name, unique in the model.</param>
/// <param name="Group">The group of its weights.</param>
/// <param name="Position">Where it stands among the layers of the file, nested ones counted.</param>
internal sealed record DescribedLayer(Layer Layer, string Name, string Group, int Position)
{
    public IReadOnlyList<DescribedLayer> Body { get; init; } = [];

    public IReadOnlyList<DescribedLayer> Shortcut { get; init; } = [];
}

/// <summary>Reads the architecture out of config.json: Sequential models, and functional ones that are a chain of layers and residual blocks.</summary>
internal sealed class KerasModelReader(List<string> notes)
{
    private readonly HashSet<string> _names = [];
    private Shape? _inputShape;

    public IReadOnlyList<DescribedLayer> Layers { get; private set; } = [];

    public string Name { get; private set; } = "sequential";

    /// <exception cref="ModelFileException">The file does not say the input's shape.</exception>
    public Shape InputShape => _inputShape
        ?? throw new ModelFileException("config.json: expected the input's shape in an InputLayer or in build_input_shape, got neither. Build the model before saving it.");

    public void Read(JsonObject model)
    {
        Name = Plain(KerasObject.Text(Config(model)["name"])) ?? Name;
        Layers = ReadModel(model, "", isOutermost: true);
    }

    private List<DescribedLayer> ReadModel(JsonObject model, string groupPrefix, bool isOutermost = false)
    {
        string? className = KerasObject.Identify(model).Name;
        JsonObject config = Config(model);
        if (className is not ("Sequential" or "Functional" or "Model") || config["layers"] is not JsonArray list)
        {
            throw new ModelFileException($"config.json: expected a Sequential model, or a Functional one that is a chain of layers, got {className ?? "no class_name"}. Save the model as Sequential.");
        }

        JsonObject[] layers = [.. list.Select(layer => layer as JsonObject ?? throw new ModelFileException($"config.json: expected layers to be objects, got {layer?.ToJsonString() ?? "null"}."))];
        string[] groups = WeightGroups.Names(layers.Select(layer => KerasObject.Identify(layer).Name ?? ""), className == "Sequential");
        IReadOnlyList<ChainLink> links = className == "Sequential" ? [.. layers.Select((_, i) => new ChainLink(i))] : FunctionalChain.Of(config, layers, notes);
        if (links.Count > 0 && isOutermost)
        {
            _inputShape = InputOf(layers[links[0].Position]);
        }

        // In the file's order, so that names and positions are given out in it; then along the chain.
        List<DescribedLayer>[] read = [.. layers.Select((layer, i) => ReadLayer(layer, $"{groupPrefix}layers/{groups[i]}"))];
        if (config["trainable"] is JsonValue flag && flag.TryGetValue(out bool trainable) && !trainable)
        {
            read = [.. read.Select(list => list.ConvertAll(one => one with { Layer = one.Layer with { Trainable = false } }))];
        }

        _inputShape ??= isOutermost ? BatchShape(config["build_input_shape"]) ?? BatchShape((model["build_config"] as JsonObject)?["input_shape"]) : null;
        return Follow(links, read);
    }

    private static List<DescribedLayer> Follow(IReadOnlyList<ChainLink> links, List<DescribedLayer>[] read)
    {
        List<DescribedLayer> chain = [];
        foreach (ChainLink link in links)
        {
            DescribedLayer? last = chain.Count > 0 ? chain[^1] : null;
            if (link is { Body: { } body, Shortcut: { } shortcut })
            {
                DescribedLayer sum = read[link.Position][0];
                chain.Add(sum with { Body = Follow(body, read), Shortcut = Follow(shortcut, read) });
            }
            else if (last?.Layer is Residual block && read[link.Position] is [{ Layer: ActivationLayer activation }] && activation.Name == FunctionalGraph.ActivationName(last.Name))
            {
                chain[^1] = last with { Layer = block with { Activation = activation.Function } };
            }
            else
            {
                chain.AddRange(read[link.Position]);
            }
        }

        return chain;
    }

    private List<DescribedLayer> ReadLayer(JsonObject layer, string group)
    {
        string? className = KerasObject.Identify(layer).Name;
        JsonObject config = Config(layer);
        if (className == "InputLayer")
        {
            return [];
        }

        if (className is "Sequential" or "Functional" or "Model")
        {
            return ReadModel(layer, $"{group}/");
        }

        // A class of somebody's own may bear the name of one of Keras'.
        string? registered = KerasObject.Text(layer["registered_name"]), module = KerasObject.Text(layer["module"]);
        if (registered?.Contains('>') == true || module is not null && module.Split('.')[0] is not ("keras" or "keras_core" or "tf_keras" or "tensorflow"))
        {
            throw new ModelFileException($"config.json: expected layers of Keras, got {registered ?? $"{module}.{className}"}, a class of its own. Weft cannot know what it does; save the model without it.");
        }

        string name = UniqueName(Plain(KerasObject.Text(config["name"]) ?? KerasObject.Text(layer["name"])) ?? $"layer_{_names.Count + 1}");
        KerasConfig options = new(config, $"{className} '{name}'", notes);
        Layer? operation = GraphOperation.Read(layer, className, options);
        Layer described = operation is not null ? operation with { Name = name } : className == "Add" ? new Residual { Name = name } : LayerCodec.FromJson(className, options, name);
        return [new DescribedLayer(described, name, group, _names.Count)];
    }

    // Where the first layer, or the first layer of a model that stands first, says what it takes.
    private static Shape? InputOf(JsonObject layer)
    {
        JsonObject config = Config(layer);
        return BatchShape(config["batch_shape"]) ?? BatchShape(config["batch_input_shape"]) ?? BatchShape((layer["build_config"] as JsonObject)?["input_shape"])
            ?? BatchShape(config["build_input_shape"]) ?? (config["layers"] is JsonArray { Count: > 0 } inner && inner[0] is JsonObject first ? InputOf(first) : null);
    }

    // Keras 2 allowed slashes.
    private static string? Plain(string? name) => string.IsNullOrEmpty(name) ? null : name.Replace('/', '_');

    // Layers of a nested model may bear the names of layers outside it.
    private string UniqueName(string name)
    {
        string unique = name;
        for (int i = 1; !_names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    private static Shape? BatchShape(JsonNode? node)
    {
        if (KerasConfig.AsList(node) is not { Count: > 1 } list || list[0] is JsonArray)
        {
            return null;
        }

        int[] extents = [.. list.Skip(1).Select(extent => KerasConfig.AsInteger(extent) ?? 0)];
        return Array.TrueForAll(extents, extent => extent > 0)
            ? new Shape(extents)
            : throw new ModelFileException($"config.json: expected an input of fixed size, got {list.ToJsonString()}. Save the model with an input shape of positive numbers.");
    }

    private static JsonObject Config(JsonObject owner) => owner["config"] as JsonObject
        ?? throw new ModelFileException($"config.json: expected {KerasObject.Text(owner["class_name"]) ?? "the model"} to have a config object, got {owner["config"]?.ToJsonString() ?? "nothing"}.");
}
