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
        LayerCodec.Of<ActivationLayer>("Activation", (layer, json) => json["activation"] = ActivationCodec.Write(layer.Function), config => new ActivationLayer(config.Activation())),
        LayerCodec.Of<ReLU>("ReLU", WriteReLU, config => ActivationCodec.ReLU(config)),
        LayerCodec.Of<LeakyReLU>("LeakyReLU", (layer, json) => json["negative_slope"] = layer.NegativeSlope, config => new LeakyReLU(ActivationCodec.NegativeSlope(config))),
        LayerCodec.Of<ELU>("ELU", (layer, json) => json["alpha"] = layer.Alpha, config => new ELU((float)config.Number("alpha", 1))),
        LayerCodec.Of<Softmax>("Softmax", (layer, json) => json["axis"] = KerasObject.Axes(layer.Axes), config => new Softmax(config.Axes())),
        LayerCodec.Of<GaussianNoise>("GaussianNoise", WriteNoise, config => new GaussianNoise(config.Number("stddev"), config.Seed())),
        LayerCodec.Of<GaussianDropout>("GaussianDropout", WriteGaussianDropout, config => new GaussianDropout(config.Number("rate"), config.Seed())),
        LayerCodec.Of<AlphaDropout>("AlphaDropout", WriteAlphaDropout, ReadAlphaDropout),
        LayerCodec.Of<Identity>("Identity", (_, _) => { }, _ => new Identity()),
        LayerCodec.Of<Permute>("Permute", (layer, json) => json["dims"] = Numbers(layer.Dims), config => new Permute(config.Integers("dims")), isBuilt: true),
        LayerCodec.Of<RepeatVector>("RepeatVector", (layer, json) => json["n"] = layer.N, config => new RepeatVector(config.Integer("n")), isBuilt: true),
        LayerCodec.Of<PReLU>("PReLU", WritePReLU, ReadPReLU, isBuilt: true),
        LayerCodec.Of<Reshape>("Reshape", (layer, json) => json["target_shape"] = Numbers(layer.TargetShape), ReadReshape, isBuilt: true),
        LayerCodec.Of<Rescaling>("Rescaling", WriteRescaling, config => new Rescaling(config.Numbers("scale"), config.Numbers("offset", 0))),
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
        json["kernel_initializer"] = InitializerCodec.Write(layer.KernelInitializer);
        json["bias_initializer"] = InitializerCodec.Write(layer.BiasInitializer);
        json["kernel_regularizer"] = RegularizerCodec.Write(layer.KernelRegularizer);
        json["bias_regularizer"] = null;
        json["kernel_constraint"] = null;
        json["bias_constraint"] = null;
    }

    private static Layer ReadDense(KerasConfig config)
    {
        config.RequireUnset("lora_rank", "quantization_mode");
        config.NoteIfSet("bias_regularizer", "kernel_constraint", "bias_constraint");
        return new Dense(config.Integer("units"), config.Activation(), config.Flag("use_bias", true))
        {
            KernelInitializer = config.Initializer("kernel_initializer", new GlorotUniform()),
            BiasInitializer = config.Initializer("bias_initializer", new Zeros()),
            KernelRegularizer = RegularizerCodec.Read(config, "kernel_regularizer"),
        };
    }

    private static void WriteDropout(Dropout layer, JsonObject json)
    {
        json["rate"] = layer.Rate;
        json["seed"] = layer.Seed;
        json["noise_shape"] = layer.NoiseShape is { } noise ? new JsonArray([null, .. noise.Select(extent => extent == -1 ? null : JsonValue.Create(extent))]) : null;
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

        int?[] extents = [.. (KerasConfig.AsList(written) ?? []).Select(extent => extent is null ? -1 : KerasConfig.AsInteger(extent) is > 0 and { } number ? number : (int?)null)];
        return extents.Length > 1 && extents[0] == -1 && extents.All(extent => extent is not null)
            ? [.. extents.Skip(1).Select(extent => extent!.Value)]
            : throw new ModelFileException($"{config.Who}: expected a noise_shape of whole numbers and null, null first for the batch, got {written.ToJsonString()}. Weft draws for every sample.");
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

    private static JsonArray Numbers(IReadOnlyList<int> numbers) => [.. numbers.Select(number => JsonValue.Create(number))];

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

    private static void WriteNoise(GaussianNoise layer, JsonObject json)
    {
        json["stddev"] = layer.StandardDeviation;
        json["seed"] = layer.Seed;
    }

    private static void WritePReLU(PReLU layer, JsonObject json)
    {
        json["alpha_initializer"] = InitializerCodec.Write(layer.AlphaInitializer);
        json["alpha_regularizer"] = null;
        json["alpha_constraint"] = null;
        json["shared_axes"] = layer.SharedAxes.Count == 0 ? null : Numbers(layer.SharedAxes);
    }

    private static Layer ReadPReLU(KerasConfig config)
    {
        config.NoteIfSet("alpha_regularizer", "alpha_constraint");
        return new PReLU(config.Has("shared_axes") ? config.Integers("shared_axes") : null) { AlphaInitializer = config.Initializer("alpha_initializer", new Zeros()) };
    }

    private static Layer ReadReshape(KerasConfig config) => new Reshape(config.Integers("target_shape"));
}
