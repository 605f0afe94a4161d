using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>How one layer class stands in config.json.</summary>
/// <param name="ClassName">Keras' class name.</param>
/// <param name="Write">Adds the layer's own options to those every layer has.</param>
/// <param name="Read">Makes the layer from its options.</param>
/// <param name="IsBuilt">Whether Keras writes the shape the layer was built with.</param>
internal sealed record LayerCodec(string ClassName, Action<Layer, JsonObject> Write, Func<KerasConfig, Layer> Read, bool IsBuilt)
{
    private const string KerasLayers = "keras.layers";

    /// <summary>Every layer class that files can hold; a new layer needs one entry in one of these lists.</summary>
    private static readonly LayerCodec[] All =
    [
        .. ConvolutionCodecs.All,
        .. ImageLayerCodecs.All,
        .. ResizingCodecs.All,
        .. PlainLayerCodecs.All,
        .. NormalizationCodecs.All,
        .. MergeLayerCodecs.All,
        .. ApplicationLayerCodecs.All,
        .. RandomLayerCodecs.All,
        .. PictureLayerCodecs.All,
    ];

    /// <summary>The module in which Keras finds the class.</summary>
    public string Module { get; init; } = KerasLayers;

    /// <summary>What the class is registered as; null where that is its name alone.</summary>
    public string? RegisteredName { get; init; }

    // What says nothing about the values a layer gives, or names a default of what is off.
    private static readonly HashSet<string> Neutral =
    [
        "name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_dtype", "autocast", "synchronized", "fused", "lora_alpha",
            "renorm_momentum", "renorm_clipping",
    ];

    // Short names that Keras' own classes answer to.
    private static readonly (string Alias, string ClassName)[] Aliases =
    [
        ("Convolution2D", "Conv2D"),
        ("MaxPool2D", "MaxPooling2D"),
        ("AvgPool2D", "AveragePooling2D"),
        ("GlobalAvgPool2D", "GlobalAveragePooling2D"),
        ("GlobalMaxPool2D", "GlobalMaxPooling2D"),
        ("Convolution2DTranspose", "Conv2DTranspose"),
    ];

    /// <summary>The entry of a layer type, with its reader and writer typed.</summary>
    public static LayerCodec Of<TLayer>(string className, Action<TLayer, JsonObject> write, Func<KerasConfig, Layer> read,
        bool isBuilt = false)
        where TLayer : Layer => new(className, (layer, json) => write((TLayer)layer, json), read, isBuilt);

    public static LayerCodec? Find(string? className)
    {
        string? name = Array.Find(Aliases, entry => entry.Alias == className).ClassName ?? className;
        return Array.Find(All, codec => codec.ClassName == name);
    }

    /// <summary>The whole object of a layer, as Keras writes it.</summary>
    public static JsonObject ToJson(BuiltLayer built)
    {
        JsonObject json = ToJson(built.Layer, built.Name);
        if (Find(built.Layer.KerasName) is { IsBuilt: true })
        {
            json["build_config"] = new JsonObject
            {
                ["input_shape"] = built.Layer is MergeLayer
                    ? new JsonArray([.. built.Inputs.Select(input => KerasObject.BatchShape(input.Shape))])
                    : KerasObject.BatchShape(built.InputShape),
            };
        }

        return json;
    }

    /// <summary>A layer's object without the shape it was built with.</summary>
    public static JsonObject ToJson(Layer layer, string name)
    {
        LayerCodec codec = Find(layer.KerasName)
            ?? throw new ModelFileException($"{layer.KerasName} '{name}': this layer cannot be saved as .keras yet. Leave it out, or use one of {Supported}.");
        JsonObject config = new()
        {
            ["name"] = name,
            ["trainable"] = layer.Trainable,
            ["dtype"] = KerasObject.Float32(),
        };
        codec.Write(layer, config);
        // ActivityRegularization has it in numbers of its own, and Keras' SpatialDropout2D takes no such option.
        if (layer is { ActivityRegularizer: { } price } and not (ActivityRegularization or SpatialDropout2D))
        {
            config["activity_regularizer"] = RegularizerCodec.Write(price);
        }

        JsonObject json = KerasObject.Create(codec.Module, codec.ClassName, config);
        if (codec.Module != KerasLayers)
        {
            json["registered_name"] = codec.RegisteredName ?? codec.ClassName;
        }

        return json;
    }

    /// <summary>The layer of an object, with its name.</summary>
    public static Layer FromJson(string? className, KerasConfig config, string name)
    {
        LayerCodec codec = Find(className)
            ?? throw new ModelFileException($"{className ?? "a layer without class_name"} '{name}': expected a layer that Weft has, one "
                + $"of {Supported}. Save the model without this layer.");
        NoteDtype(config);
        try
        {
            Layer layer = codec.Read(config) with { Name = name, Trainable = config.Flag("trainable", true) };
            layer = config.Has("activity_regularizer") ? layer with { ActivityRegularizer = RegularizerCodec.ReadActivity(config) } : layer;
            config.NoteUnread(Neutral);
            return layer;
        }
        catch (Exception error) when (error is ArgumentException or ShapeException)
        {
            throw new ModelFileException($"{config.Who}: {error.Message}", error);
        }
    }

    private static string Supported => $"InputLayer, {string.Join(", ", All.Select(codec => codec.ClassName))}";

    // Weights of eight bits come with scales beside them, in variables of their own.
    private static void NoteDtype(KerasConfig config)
    {
        JsonNode? written = config["dtype"];
        string? mode = KerasObject.Text(KerasObject.Member(written, "config", "mode"));
        string? policy = KerasObject.Text(written) ?? KerasObject.Text(KerasObject.Member(written, "config", "name")) ?? mode
            ?? KerasObject.Text(KerasObject.Member(written, "class_name"));
        if (mode is not null || policy?.Contains("_from_", StringComparison.Ordinal) == true || config.Has("quantization_config")
            || config.Has("quantization_mode"))
        {
            throw new ModelFileException(
                $"{config.Who}: expected weights of 16, 32 or 64 bits, got a layer that was quantised to "
                    + $"{(mode ?? policy)?.Split('_')[0] ?? "fewer bits"}. Weft does not compute with those; save the model as it was "
                        + "before model.quantize().");
        }

        if (policy is not (null or "float32"))
        {
            config.NoteOfAll($"Layers with the dtype policy {policy} are computed in float32.");
        }
    }
}
