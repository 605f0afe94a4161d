using System.Text.Json.Nodes;

using Weft.Initializers;
using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that do not care for images.</summary>
internal static class PlainLayerCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<Flatten>("Flatten", (_, json) => json["data_format"] = "channels_last", ReadFlatten, isBuilt: true),
        LayerCodec.Of<Dense>("Dense", WriteDense, ReadDense, isBuilt: true),
        LayerCodec.Of<Dropout>("Dropout", WriteDropout, ReadDropout),
        LayerCodec.Of<ActivationLayer>("Activation", (layer, json) => json["activation"] = ActivationCodec.Write(layer.Function),
            config => new ActivationLayer(config.Activation())),
        LayerCodec.Of<ReLU>("ReLU", WriteReLU, config => ActivationCodec.ReLU(config)),
        LayerCodec.Of<LeakyReLU>("LeakyReLU", (layer, json) => json["negative_slope"] = layer.NegativeSlope,
            config => new LeakyReLU(ActivationCodec.NegativeSlope(config))),
        LayerCodec.Of<ELU>("ELU", (layer, json) => json["alpha"] = layer.Alpha, config => new ELU((float)config.Number("alpha", 1))),
        LayerCodec.Of<Softmax>("Softmax", (layer, json) => json["axis"] = KerasObject.Axes(layer.Axes),
            config => new Softmax(config.Axes())),
        LayerCodec.Of<GaussianNoise>("GaussianNoise", WriteNoise, config => new GaussianNoise(config.Number("stddev"), config.Seed())),
        LayerCodec.Of<GaussianDropout>("GaussianDropout", WriteGaussianDropout, config =>
            new GaussianDropout(config.Number("rate"), config.Seed())),
        LayerCodec.Of<AlphaDropout>("AlphaDropout", WriteAlphaDropout, ReadAlphaDropout),
        LayerCodec.Of<Identity>("Identity", (_, _) => { }, _ => new Identity()),
        LayerCodec.Of<Permute>("Permute", (layer, json) => json["dims"] = Numbers(layer.Dims),
            config => new Permute(config.Integers("dims")), isBuilt: true),
        LayerCodec.Of<RepeatVector>("RepeatVector", (layer, json) => json["n"] = layer.N,
            config => new RepeatVector(config.Integer("n")), isBuilt: true),
        LayerCodec.Of<PReLU>("PReLU", WritePReLU, ReadPReLU, isBuilt: true),
        LayerCodec.Of<Reshape>("Reshape", (layer, json) => json["target_shape"] = Numbers(layer.TargetShape), ReadReshape, isBuilt: true),
        LayerCodec.Of<ActivityRegularization>(
            "ActivityRegularization",
            WriteActivity,
            config => new ActivityRegularization(config.Number("l1", 0), config.Number("l2", 0))),
        LayerCodec.Of<Rescaling>("Rescaling", WriteRescaling, config =>
            new Rescaling(config.Numbers("scale"), config.Numbers("offset", 0))),
    ];

    private static Layer ReadFlatten(KerasConfig config)
    {
        config.RequireChannelsLast();
        return new Flatten();
    }

    private static void WriteDense(Dense layer, JsonObject json)
    {
        json["units"] = layer.Units;
        json["activation"] = ActivationCodec.Write(layer.Activation);
        json["use_bias"] = layer.UseBias;
        WeightOptions kernel = new(layer.KernelInitializer, layer.KernelRegularizer, layer.KernelConstraint);
        WeightOptions bias = new(layer.BiasInitializer, layer.BiasRegularizer, layer.BiasConstraint);
        WeightOptions.Write(json, [("kernel", kernel), ("bias", bias)]);
    }

    private static Layer ReadDense(KerasConfig config)
    {
        config.RequireUnset("lora_rank", "quantization_mode");
        WeightOptions kernel = WeightOptions.Read(config, "kernel", new GlorotUniform());
        WeightOptions bias = WeightOptions.Read(config, "bias", new Zeros());
        return new Dense(config.Integer("units"), config.Activation(), config.Flag("use_bias", true))
        {
            KernelInitializer = kernel.Initializer,
            KernelRegularizer = kernel.Regularizer,
            KernelConstraint = kernel.Constraint,
            BiasInitializer = bias.Initializer,
            BiasRegularizer = bias.Regularizer,
            BiasConstraint = bias.Constraint,
        };
    }

    private static void WriteDropout(Dropout layer, JsonObject json)
    {
        json["rate"] = layer.Rate;
        json["seed"] = layer.Seed;
        json["noise_shape"] = layer.NoiseShape is { } noise
            ? new JsonArray([null, .. noise.Select(extent => extent == -1 ? null : JsonValue.Create(extent))])
            : null;
    }

    private static Layer ReadDropout(KerasConfig config)
    {
        return new Dropout(config.Number("rate"), config.Seed()) { NoiseShape = ReadNoiseShape(config) };
    }

    // The batch is the first axis; null stands for the input's extent.
    private static int[]? ReadNoiseShape(KerasConfig config)
    {
        if (config["noise_shape"] is not { } written)
        {
            return null;
        }

        int?[] extents = [.. (KerasConfig.AsList(written) ?? []).Select(extent =>
            extent is null ? -1 : KerasConfig.AsInteger(extent) is > 0 and { } number ? number : (int?)null)];
        return extents.Length > 1 && extents[0] == -1 && extents.All(extent => extent is not null)
            ? [.. extents.Skip(1).Select(extent => extent!.Value)]
            : throw new ModelFileException($"{config.Who}: expected a noise_shape of whole numbers and null, null first for the batch, "
                + $"got {written.ToJsonString()}. Weft draws for every sample.");
    }

    private static void WriteGaussianDropout(GaussianDropout layer, JsonObject json)
    {
        json["rate"] = layer.Rate;
        json["seed"] = layer.Seed;
    }

    private static void WriteAlphaDropout(AlphaDropout layer, JsonObject json)
    {
        json["rate"] = layer.Rate;
        json["seed"] = layer.Seed;
        json["noise_shape"] = null;
    }

    private static Layer ReadAlphaDropout(KerasConfig config)
    {
        config.NoteIfSet("noise_shape");
        return new AlphaDropout(config.Number("rate"), config.Seed());
    }

    private static JsonArray Numbers(IReadOnlyList<int> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    private static void WriteReLU(ReLU layer, JsonObject json)
    {
        json["max_value"] = layer.MaxValue;
        json["negative_slope"] = layer.NegativeSlope;
        json["threshold"] = layer.Threshold;
    }

    private static void WriteRescaling(Rescaling layer, JsonObject json)
    {
        json["scale"] = Numbers(layer.Scale);
        json["offset"] = Numbers(layer.Offset);
    }

    private static JsonNode Numbers(IReadOnlyList<double> values) =>
        values is [double one] ? JsonValue.Create(one) : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);

    private static void WriteActivity(ActivityRegularization layer, JsonObject json)
    {
        json["l1"] = layer.L1;
        json["l2"] = layer.L2;
    }

    private static void WriteNoise(GaussianNoise layer, JsonObject json)
    {
        json["stddev"] = layer.StandardDeviation;
        json["seed"] = layer.Seed;
    }

    private static void WritePReLU(PReLU layer, JsonObject json)
    {
        WeightOptions.Write(json, [("alpha", new WeightOptions(layer.AlphaInitializer, layer.AlphaRegularizer, layer.AlphaConstraint))]);
        json["shared_axes"] = layer.SharedAxes.Count == 0 ? null : Numbers(layer.SharedAxes);
    }

    private static Layer ReadPReLU(KerasConfig config)
    {
        WeightOptions alpha = WeightOptions.Read(config, "alpha", new Zeros());
        return new PReLU(config.Has("shared_axes") ? config.Integers("shared_axes") : null)
        {
            AlphaInitializer = alpha.Initializer,
            AlphaRegularizer = alpha.Regularizer,
            AlphaConstraint = alpha.Constraint,
        };
    }

    private static Layer ReadReshape(KerasConfig config) => new Reshape(config.Integers("target_shape"));
}
