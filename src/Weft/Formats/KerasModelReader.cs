using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Reads the architecture out of config.json: Sequential and functional models, and models inside them.</summary>
/// <param name="weft">What Keras' files have no place for.</param>
/// <param name="notes">What was read but has no counterpart goes here.</param>
internal sealed class KerasModelReader(JsonObject weft, List<string> notes)
{
    private readonly Dictionary<BuiltLayer, LayerPlace> _places = [];
    private readonly Dictionary<string, BuiltLayer> _layers = [];

    /// <summary>Where a layer's weights lie.</summary>
    public LayerPlace PlaceOf(BuiltLayer layer) => _places[layer];

    /// <summary>The model, its layers still without weights, their names those of the file.</summary>
    /// <exception cref="ModelFileException">It is damaged, or holds what Weft does not have.</exception>
    public ModelGraph Read(JsonObject model) =>
        ReadModel(OldArchitecture.Modern(model), new Place("", "", [], Trainable: true), "sequential", given: null);

    /// <summary>Whether training changes what an object describes.</summary>
    public static bool IsTrainable(JsonObject model) =>
        !(Config(model)["trainable"] is JsonValue flag && flag.TryGetValue(out bool trainable) && !trainable);

    private ModelGraph ReadModel(JsonObject model, Place place, string missingName, Shape? given)
    {
        string? className = KerasObject.Identify(model).Name;
        JsonObject config = Config(model);
        if (!IsModel(className) || config["layers"] is not JsonArray list)
        {
            throw new ModelFileException($"config.json: expected a Sequential or a Functional model with layers, got "
                + $"{className ?? "no class_name"}. Save the model as one of these.");
        }

        JsonObject[] layers = [.. list.Select(layer => layer as JsonObject
            ?? throw new ModelFileException($"config.json: expected layers to be objects, got {layer?.ToJsonString() ?? "null"}."))];
        bool isSequential = className == "Sequential";
        string?[] groups = WeightGroups.Names([.. layers.Select(layer => OperationReader.IsOperation(layer) ? null
            : KerasObject.Identify(layer).Name ?? "")], isSequential);
        Scope scope = new(place with { Trainable = place.Trainable && IsTrainable(model) }, layers, groups);
        string name = Plain(KerasObject.Text(config["name"])) ?? missingName;
        return isSequential ? Row(model, name, scope, given) : Graph(config, name, scope);
    }

    private ModelGraph Row(JsonObject model, string name, Scope scope, Shape? given)
    {
        Shape shape = (scope.Layers.Length > 0 ? InputOf(scope.Layers[0]) : null) ?? BatchShape(Config(model)["build_input_shape"])
            ?? BatchShape((model["build_config"] as JsonObject)?["input_shape"]) ?? given
            ?? throw new ModelFileException("config.json: expected the input's shape in an InputLayer or in build_input_shape, got "
                + "neither. Build the model before saving it.");
        JsonObject? declared = scope.Layers.FirstOrDefault(IsInput);
        Node input = new BuiltLayer(new Input(shape, declared is null ? null : scope.NameOf(declared))).CallAll()[0];
        Node last = input;
        for (int i = 0; i < scope.Layers.Length; i++)
        {
            if (!IsInput(scope.Layers[i]))
            {
                BuiltLayer layer = ReadLayer(i, scope, [], [last]);
                last = Call(layer, [last]) is [var only]
                    ? only
                    : throw new ModelFileException($"config.json: expected layers with one output in a Sequential model, got {layer} "
                        + $"with several. Save the model as Functional.");
            }
        }

        return new ModelGraph(name, [input], [last], isSequential: true);
    }

    private ModelGraph Graph(JsonObject config, string name, Scope scope)
    {
        string[] names = [.. scope.Layers.Select((layer, i) => Name(layer) ?? $"layer_{i + 1}")];
        Dictionary<string, int> places = CallOrder.Places(names);
        IReadOnlyList<InboundCall>[] calls = [.. scope.Layers.Select((layer, i) => IsInput(layer) ? [new InboundCall([], [])]
            : InboundCall.Of(layer, names[i], notes))];
        IReadOnlyList<Node>[][] made = [.. calls.Select(layer => new IReadOnlyList<Node>[layer.Count])];
        BuiltLayer[] built = new BuiltLayer[names.Length];
        foreach ((int at, int number) in CallOrder.Of(names, calls))
        {
            Node[] inputs = [.. calls[at][number].Inputs.Select(Tensor)];
            built[at] ??= IsInput(scope.Layers[at]) ? InputLayer(scope, at) : ReadLayer(at, scope, calls[at], inputs);
            made[at][number] = Call(built[at], inputs);
        }

        ModelGraph graph = Between(name, Ends("input_layers"), Ends("output_layers"));
        HashSet<BuiltLayer> reached = [.. graph.Layers];
        string[] beside = [.. names.Where((_, i) => !reached.Contains(built[i]))];
        return beside.Length == 0 ? graph
            : throw CallOrder.Unreadable($"layers that lead to no output: {string.Join(", ", beside.Take(8))}");

        Node Tensor(TensorReference tensor) => places.TryGetValue(tensor.Layer, out int maker)
            && made[maker].ElementAtOrDefault(tensor.Call) is { } outputs && outputs.ElementAtOrDefault(tensor.Output) is { } node
            ? node
            : throw CallOrder.Unreadable($"a reference to output {tensor.Output} of call {tensor.Call} of '{tensor.Layer}', which is not "
                + $"there");

        IReadOnlyList<Node> Ends(string option) => InboundCall.References(config[option]) is { Count: > 0 } tensors
            ? [.. tensors.Select(Tensor)]
            : throw CallOrder.Unreadable($"no {option}");
    }

    private static ModelGraph Between(string name, IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs)
    {
        if (inputs.FirstOrDefault(input => input.Layer.Layer is not Input) is { } inner)
        {
            throw CallOrder.Unreadable($"the output of {inner.Layer} as an input of the model");
        }

        try
        {
            return new ModelGraph(name, inputs, outputs, isSequential: false);
        }
        catch (ShapeException error)
        {
            throw new ModelFileException($"config.json: {error.Message}", error);
        }
    }

    private static BuiltLayer InputLayer(Scope scope, int at)
    {
        JsonObject config = Config(scope.Layers[at]);
        string name = scope.NameOf(scope.Layers[at]);
        Shape shape = BatchShape(config["batch_shape"]) ?? BatchShape(config["batch_input_shape"])
            ?? throw new ModelFileException($"config.json: expected InputLayer '{name}' to have a batch_shape, got none. Save the model "
                + $"with an input shape of positive numbers.");
        return new BuiltLayer(new Input(shape, name));
    }

    private BuiltLayer ReadLayer(int at, Scope scope, IReadOnlyList<InboundCall> calls, Node[] inputs)
    {
        JsonObject layer = scope.Layers[at];
        string? className = KerasObject.Identify(layer).Name;
        JsonObject config = Config(layer);
        string name = scope.NameOf(layer), path = $"{scope.Place.Path}{name}";
        if (inputs.Length == 0)
        {
            throw CallOrder.Unreadable($"{className} '{name}' that is called on nothing");
        }

        string key = SharedLayers.KeyOf(layer, path, weft);
        if (_layers.TryGetValue(key, out BuiltLayer? same))
        {
            return same;
        }

        BuiltLayer built = _layers[key] = new BuiltLayer(Describe());
        _places[built] = new LayerPlace(
            $"{scope.Place.Groups}layers/{scope.Groups[at]}", [.. scope.Place.Names, Name(layer) ?? name]);
        return built;

        Layer Describe()
        {
            bool trainable = scope.Place.Trainable;
            if (IsModel(className))
            {
                IReadOnlyList<string> names = [.. scope.Place.Names, Name(layer) ?? name];
                Place inside = new($"{scope.Place.Groups}layers/{scope.Groups[at]}/", $"{path}/", names, trainable);
                ModelGraph inner = ReadModel(layer, inside, name, inputs[0].Shape);
                return new NestedModel(inner) { Name = name, Trainable = trainable && IsTrainable(layer) };
            }

            RequireKeras(layer, className);
            KerasConfig options = new(config, $"{className} '{name}'", notes);
            Layer described = OperationReader.IsOperation(layer)
                ? OperationReader.Read(className, options, calls, [.. inputs.Select(input => input.Shape)], name)
                    : LayerCodec.FromJson(className, options, name);
            return WeftMember.Complete(trainable ? described : described with { Trainable = false }, path, weft);
        }
    }

    private static IReadOnlyList<Node> Call(BuiltLayer layer, Node[] inputs)
    {
        try
        {
            IReadOnlyList<Node> outputs = layer.CallAll(inputs);

            // Asked for here, where what is wrong with them can be said of the layer.
            foreach (WeightSpec spec in inputs.Length == 0 ? [] : layer.Layer.Weights(inputs[0].Shape))
            {
                spec.Check($"{layer.Layer.Name}/{spec.Name}");
            }

            return outputs;
        }
        catch (Exception error) when (error is ShapeException or OverflowException or ArgumentException)
        {
            string shapes = string.Join(" and ", inputs.Select(input => input.Shape.ToBatchString()));
            throw new ModelFileException($"config.json: {layer} does not take an input of shape {shapes}: {error.Message}", error);
        }
    }

    // A class of somebody's own may bear the name of one of Keras'.
    private static void RequireKeras(JsonObject layer, string? className)
    {
        string? registered = KerasObject.Text(layer["registered_name"]), module = KerasObject.Text(layer["module"]);
        if (registered is not null && registered == LayerCodec.Find(className)?.RegisteredName)
        {
            return;
        }

        if (registered?.Contains('>') == true
            || (module is not null && module.Split('.')[0] is not ("keras" or "keras_core" or "tf_keras" or "tensorflow")))
        {
            throw new ModelFileException($"config.json: expected layers of Keras, got {registered ?? $"{module}.{className}"}, a class "
                + $"of its own. Weft cannot know what it does; save the model without it.");
        }
    }

    private static bool IsModel(string? className) => className is "Sequential" or "Functional";

    private static bool IsInput(JsonObject layer) => KerasObject.Identify(layer).Name == "InputLayer";

    // Where the first layer, or the first layer of a model that stands first, says what it takes.
    private static Shape? InputOf(JsonObject layer)
    {
        JsonObject config = Config(layer);
        return BatchShape(config["batch_shape"]) ?? BatchShape(config["batch_input_shape"])
            ?? BatchShape((layer["build_config"] as JsonObject)?["input_shape"])
            ?? BatchShape(config["build_input_shape"])
                ?? (config["layers"] is JsonArray { Count: > 0 } inner && inner[0] is JsonObject first ? InputOf(first) : null);
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
            : throw new ModelFileException($"config.json: expected an input of fixed size, got {list.ToJsonString()}. Save the model "
                + $"with an input shape of positive numbers.");
    }

    private static string? Name(JsonObject layer) => KerasObject.Text(layer["name"])
        ?? KerasObject.Text((layer["config"] as JsonObject)?["name"]);

    // Keras 2 allowed slashes.
    private static string? Plain(string? name) => string.IsNullOrEmpty(name) ? null : name.Replace('/', '_');

    private static JsonObject Config(JsonObject owner) => owner["config"] as JsonObject
        ?? throw new ModelFileException($"config.json: expected {KerasObject.Text(owner["class_name"]) ?? "the model"} to have a config "
            + $"object, got {owner["config"]?.ToJsonString() ?? "nothing"}.");

    /// <summary>Where a model stands in the file.</summary>
    /// <param name="Groups">What comes before the groups of its weights.</param>
    /// <param name="Path">What comes before the names of its layers, in weft.json.</param>
    /// <param name="Names">The names of the models it lies in, as the file has them.</param>
    /// <param name="Trainable">Whether training changes it.</param>
    private sealed record Place(string Groups, string Path, IReadOnlyList<string> Names, bool Trainable);

    /// <summary>A model's layers, and the names that they have by now.</summary>
    private sealed record Scope(Place Place, JsonObject[] Layers, string?[] Groups)
    {
        private readonly HashSet<string> _names = [];

        public string NameOf(JsonObject layer)
        {
            string wish = Plain(Name(layer)) ?? $"layer_{_names.Count + 1}", name = wish;
            for (int i = 1; !_names.Add(name); i++)
            {
                name = $"{wish}_{i}";
            }

            return name;
        }
    }
}
