using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>A layer as config.json describes it, and the group of model.weights.h5 that holds its weights.</summary>
internal sealed record DescribedLayer(Layer Layer, string Name, string Group);

/// <summary>Reads the architecture out of config.json: Sequential models, and functional ones that are a plain chain.</summary>
internal sealed class KerasModelReader(List<string> notes)
{
    private readonly List<DescribedLayer> _layers = [];
    private Shape? _inputShape;

    public IReadOnlyList<DescribedLayer> Layers => _layers;

    public string Name { get; private set; } = "sequential";

    /// <exception cref="ModelFileException">The file does not say the input's shape.</exception>
    public Shape InputShape => _inputShape
        ?? throw new ModelFileException("config.json: expected the input's shape in an InputLayer or in build_input_shape, got neither. Build the model before saving it.");

    public void Read(JsonObject model)
    {
        Name = KerasObject.Text(Config(model)["name"]) ?? Name;
        ReadModel(model, "");
    }

    private void ReadModel(JsonObject model, string groupPrefix)
    {
        string? className = KerasObject.Identify(model).Name;
        JsonObject config = Config(model);
        if (className is not ("Sequential" or "Functional" or "Model") || config["layers"] is not JsonArray list)
        {
            throw new ModelFileException($"config.json: expected a Sequential model, or a Functional one that is a chain of layers, got {className ?? "no class_name"}. Save the model as Sequential.");
        }

        JsonObject[] layers = [.. list.Select(layer => layer as JsonObject ?? throw new ModelFileException($"config.json: expected layers to be objects, got {layer?.ToJsonString() ?? "null"}."))];
        string[] groups = WeightGroups.Names(layers.Select(layer => KerasObject.Identify(layer).Name ?? ""), className == "Sequential");
        IEnumerable<int> order = className == "Sequential" ? Enumerable.Range(0, layers.Length) : FunctionalChain.Order(config, layers);
        foreach (int i in order)
        {
            ReadLayer(layers[i], $"{groupPrefix}layers/{groups[i]}");
        }

        _inputShape ??= BatchShape(config["build_input_shape"]) ?? BatchShape((model["build_config"] as JsonObject)?["input_shape"]);
    }

    private void ReadLayer(JsonObject layer, string group)
    {
        string? className = KerasObject.Identify(layer).Name;
        JsonObject config = Config(layer);
        bool isFirst = _layers.Count == 0;
        if (isFirst)
        {
            _inputShape ??= BatchShape(config["batch_shape"]) ?? BatchShape(config["batch_input_shape"]) ?? BatchShape((layer["build_config"] as JsonObject)?["input_shape"]);
        }

        if (className == "InputLayer")
        {
            return;
        }

        if (className is "Sequential" or "Functional" or "Model")
        {
            ReadModel(layer, $"{group}/");
            return;
        }

        string name = UniqueName(KerasObject.Text(config["name"]) ?? KerasObject.Text(layer["name"]) ?? $"layer_{_layers.Count + 1}");
        _layers.Add(new DescribedLayer(LayerCodec.FromJson(className, new KerasConfig(config, $"{className} '{name}'", notes), name), name, group));
    }

    // Layers of a nested model may bear the names of layers outside it.
    private string UniqueName(string name)
    {
        string unique = name;
        for (int i = 1; _layers.Any(layer => layer.Name == unique); i++)
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
