using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>weft.json, an additional member that Keras ignores: what a model of Weft has and Keras' files have no place for.</summary>
internal static class WeftMember
{
    public static JsonObject ToJson(ModelFile model)
    {
        JsonObject json = new()
        {
            ["format"] = 1,
            ["class_names"] = new JsonArray([.. model.Metadata.ClassNames.Select(name => JsonValue.Create(name))]),
            ["pixel_scale"] = model.Metadata.PixelScale,
            ["trained_on"] = model.Metadata.TrainedOn,
            ["seed"] = model.Metadata.Seed,
            ["epochs"] = model.Metadata.Epochs,
        };
        if (model.Metadata.PixelOffset is { } offset)
        {
            json["pixel_offset"] = offset;
        }

        if (model.Metadata.TestTimeFlip)
        {
            json["test_time_flip"] = true;
        }

        if (model.Metadata.ChannelsFirst)
        {
            json["channels_first"] = true;
        }

        if (model.Metadata.Temperature is { } temperature)
        {
            json["temperature"] = temperature;
        }

        if (model.Metadata.TrainedOnPath is { } path)
        {
            json["trained_on_path"] = path;
        }

        if (model.Metadata.Groups is { } groups)
        {
            json["groups"] = groups;
        }

        if (model.Metadata.Preparation is { } preparation)
        {
            json["preparation"] = PreparationCodec.ToJson(preparation);
        }

        if (model.Loss is SparseCategoricalCrossentropy { LabelSmoothing: > 0 } loss)
        {
            json["label_smoothing"] = loss.LabelSmoothing;
        }

        if (model is { Optimizer: { } optimizer, Loss: { } compiled })
        {
            if (ScheduleCodec.InKeras(optimizer.LearningRate) != optimizer.LearningRate)
            {
                json["learning_rate"] = ScheduleCodec.ToJson(optimizer.LearningRate);
            }

            if (optimizer.ExcludeFromWeightDecay.Count > 0)
            {
                json["exclude_from_weight_decay"] = new JsonArray(
                    [.. optimizer.ExcludeFromWeightDecay.Select(text => JsonValue.Create(text))]);
            }

            if (optimizer.LayerRates.Count > 0)
            {
                json["layer_rates"] = new JsonArray([.. optimizer.LayerRates.Select(rate => new JsonArray(rate.Layer, rate.Factor))]);
            }

            if (!MetricCodec.AreKeras(model.Metrics))
            {
                json["metrics"] = new JsonArray([.. model.Metrics.Select(metric => MetricCodec.ToJson(metric, compiled))]);
                json["weighted_metrics"] = new JsonArray([.. model.Metrics.Index().Where(item =>
                    item.Item.Weighted).Select(item => JsonValue.Create(item.Index))]);
            }

            if (OwnPieces.Stand(model))
            {
                json["compile_config"] = KerasModelWriter.CompileConfig(model);
            }
        }

        if (SharedLayers.ToJson(model.Graph) is { } shared)
        {
            json["shared_layers"] = shared;
        }

        JsonArray approximate = [.. Approximated(model.Graph, "").Select(name => JsonValue.Create(name))];
        if (approximate.Count > 0)
        {
            json["approximate_gelu"] = approximate;
        }

        return json;
    }

    public static ModelMetadata Metadata(JsonObject json)
    {
        KerasConfig config = new(json, "weft.json", []);
        return new ModelMetadata
        {
            ClassNames = Names(json["class_names"]),
            PixelScale = config.Has("pixel_scale") ? (float)config.Number("pixel_scale") : null,
            PixelOffset = config.Has("pixel_offset") ? (float)config.Number("pixel_offset") : null,
            Preparation = json["preparation"] is JsonObject preparation
                ? PreparationCodec.Read(config.Of(preparation, "preparation"))
                : null,
            Temperature = config.Has("temperature") ? Temperature(config) : null,
            TrainedOnPath = config.OptionalText("trained_on_path"),
            Groups = config.OptionalText("groups"),
            TestTimeFlip = config.Flag("test_time_flip", false),
            ChannelsFirst = config.Flag("channels_first", false),
            TrainedOn = config.OptionalText("trained_on"),
            Seed = config.OptionalInteger("seed"),
            Epochs = config.Integer("epochs", 0),
        };
    }

    /// <summary>The loss with the label smoothing Keras does not have for class numbers.</summary>
    public static Loss? Complete(Loss? loss, JsonObject json) =>
        loss is SparseCategoricalCrossentropy sparse && json["label_smoothing"] is not null
        ? new SparseCategoricalCrossentropy(sparse.FromLogits, new KerasConfig(json, "weft.json", []).Number("label_smoothing"),
            sparse.IgnoreClass)
        { Reduction = sparse.Reduction }
        : loss;

    /// <summary>The optimizer with the schedule that Keras does not have, and the weights that do not decay, which it does not
    /// file.</summary>
    public static Optimizer Complete(Optimizer optimizer, JsonObject json) => optimizer with
    {
        LearningRate = json["learning_rate"] is null
            ? optimizer.LearningRate
            : ScheduleCodec.FromJson(new KerasConfig(json, "weft.json", []), 0),
        ExcludeFromWeightDecay = Names(json["exclude_from_weight_decay"]),
        LayerRates = LayerRates(json["layer_rates"]),
    };

    /// <summary>The metrics: here, in their order, where there are some Keras does not have, otherwise in Keras' two lists.</summary>
    public static IReadOnlyList<Metric> Metrics(JsonObject json, JsonObject inKeras, OwnPieces own, List<string> notes)
    {
        if (json["metrics"] is not { } all)
        {
            return [.. MetricCodec.FromJson(inKeras["metrics"], own, notes),
                .. MetricCodec.FromJson(inKeras["weighted_metrics"], own, notes).Select(metric => metric with { Weighted = true })];
        }

        int?[] weighted = [.. (json["weighted_metrics"] as JsonArray ?? []).Select(KerasConfig.AsInteger)];
        return MetricCodec.FromJson(all, own, notes, index => weighted.Contains(index));
    }

    /// <summary>The layer with the approximated gelu Keras has no name for.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">Its name, behind those of the models it lies in: <c>base/dense</c>.</param>
    /// <param name="json">The member.</param>
    public static Layer Complete(Layer layer, string path, JsonObject json) =>
        !Names(json["approximate_gelu"]).Any(name => name == path || EndOf(name) == path) ? layer : layer switch
        {
            ConvolutionLayer convolution => convolution with { Activation = Approximate },
            Dense dense => dense with { Activation = Approximate },
            ActivationLayer activation => activation with { Function = Approximate },
            _ => layer,
        };

    private static double Temperature(KerasConfig config) =>
        config.Number("temperature") is > 0 and var temperature ? temperature : throw config.Expected("temperature", "a number above 0");

    private static IEnumerable<string> Approximated(ModelGraph graph, string path) =>
        graph.Layers.SelectMany(layer => layer.Inner is { } inner
        ? Approximated(inner, $"{path}{layer.Name}/")
        : layer.Layer.LastActivation is { Kind: ActivationKind.Gelu, Approximate: true }
            ? [$"{path}{layer.Name}"]
            : (IEnumerable<string>)[]);

    // Earlier versions named the residual block whose function it is.
    private static string EndOf(string block) => $"{block}_activation";

    private static Activation Approximate => new(ActivationKind.Gelu, Approximate: true);

    private static IReadOnlyList<LayerRate> LayerRates(JsonNode? node) => node is JsonArray rates
        ? [.. rates.Select(rate => rate is JsonArray { Count: 2 } pair && KerasObject.Text(pair[0]) is { } layer && KerasConfig.AsNumber(pair[1]) is { } factor and >= 0
            ? new LayerRate(layer, factor)
            : throw new ModelFileException($"weft.json: expected layer_rates as [[layer, factor], ...], got {rate?.ToJsonString() ?? "null"}."))]
        : [];

    private static string[] Names(JsonNode? node) => node is JsonArray names ? [.. names.Select(KerasObject.Text).OfType<string>()] : [];
}
