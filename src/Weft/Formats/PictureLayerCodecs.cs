using System.Text.Json.Nodes;

using Weft.Layers;

using static Weft.Formats.RandomLayerOptions;

namespace Weft.Formats;

/// <summary>The layers that change tones and places beyond an affine map, the policies made of them, and pipelines.</summary>
internal static class PictureLayerCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<RandomColorDegeneration>("RandomColorDegeneration", (layer, json) => WriteColor(layer, layer.Factor, json), config => new RandomColorDegeneration(Range(config, "factor"), ValueRange(config), Seed(config))),
        LayerCodec.Of<RandomColorJitter>("RandomColorJitter", WriteJitter, ReadJitter),
        LayerCodec.Of<RandomGrayscale>("RandomGrayscale", WriteGrayscale, config => new RandomGrayscale(config.Number("factor", 0.5), Seed(config))),
        LayerCodec.Of<RandomSharpness>("RandomSharpness", (layer, json) => WriteColor(layer, layer.Factor, json), config => new RandomSharpness(FromZero(config, "factor"), ValueRange(config), Seed(config))),
        LayerCodec.Of<RandomPosterization>("RandomPosterization", WritePosterization, ReadPosterization),
        LayerCodec.Of<Solarization>("Solarization", WriteSolarization, ReadSolarization),
        LayerCodec.Of<RandomInvert>("RandomInvert", (layer, json) => WriteColor(layer, layer.Factor, json), config => new RandomInvert(FromZero(config, "factor", 1), ValueRange(config), Seed(config))),
        LayerCodec.Of<RandomGaussianBlur>("RandomGaussianBlur", WriteBlur, ReadBlur),
        LayerCodec.Of<RandomPerspective>("RandomPerspective", WritePerspective, ReadPerspective),
        LayerCodec.Of<RandomElasticTransform>("RandomElasticTransform", WriteElastic, ReadElastic),
        LayerCodec.Of<RandAugment>("RandAugment", WriteRandAugment, ReadRandAugment),
        LayerCodec.Of<AugMix>("AugMix", WriteAugMix, ReadAugMix),
        LayerCodec.Of<AutoContrast>("AutoContrast", WriteRange, config => new AutoContrast(Plain(config, ValueRange(config)))),
        LayerCodec.Of<Equalization>("Equalization", WriteEqualization, config => new Equalization(Plain(config, ValueRange(config)), config.Integer("bins", 256))),
        LayerCodec.Of<ContrastLimitedAdaptiveHistogramEqualization>("ContrastLimitedAdaptiveHistogramEqualization", WriteTiles, ReadTiles),
        LayerCodec.Of<Pipeline>("Pipeline", WritePipeline, ReadPipeline),
        Mixing("MixUp", "alpha"),
        Mixing("CutMix", "factor"),
    ];

    // Mixes pictures and leaves labels alone where Keras has it in a model: what was meant is an argument of Fit.
    private static LayerCodec Mixing(string className, string option) => LayerCodec.Of<Identity>(className, (_, _) => { }, config =>
    {
        string value = KerasConfig.AsList(config[option]) is { Count: 2 } ends ? $"({ends[0]}, {ends[1]})" : config[option]?.ToJsonString() ?? "";
        config.Has("seed");
        config.RequireChannelsLast();
        config.Note($"mixing the pictures of a batch is for Fit to do, which takes mixing: new {className}({value}); the layer does nothing");
        return new Identity();
    });

    private static void WriteJitter(RandomColorJitter layer, JsonObject json)
    {
        json["value_range"] = Pair(layer.ValueRange);
        json["brightness_factor"] = MaybePair(layer.BrightnessFactor);
        json["contrast_factor"] = MaybePair(layer.ContrastFactor);
        json["saturation_factor"] = MaybePair(layer.SaturationFactor);
        json["hue_factor"] = MaybePair(layer.HueFactor);
        WriteSeed(layer, json);
    }

    private static Layer ReadJitter(KerasConfig config) => new RandomColorJitter(
        ValueRange(config),
        config.Has("brightness_factor") ? Range(config, "brightness_factor") : null,
        config.Has("contrast_factor") ? BothWays(config, "contrast_factor") : null,
        config.Has("saturation_factor") ? Range(config, "saturation_factor") : null,
        config.Has("hue_factor") ? FromZero(config, "hue_factor") : null,
        Seed(config));

    // Keras takes a seed and does not file it.
    private static void WriteGrayscale(RandomGrayscale layer, JsonObject json)
    {
        json["factor"] = layer.Factor;
        if (layer.Seed is not null)
        {
            WriteSeed(layer, json);
        }
    }

    // Whole numbers: Keras draws from them as from such.
    private static void WritePosterization(RandomPosterization layer, JsonObject json)
    {
        json["factor"] = new JsonArray(layer.Low, layer.High);
        json["value_range"] = Pair(layer.ValueRange);
        WriteSeed(layer, json);
    }

    private static Layer ReadPosterization(KerasConfig config)
    {
        (int low, int high) = config.Integers("factor") switch
        {
            [var only] => (1, only),
            [var first, var second] => (Math.Min(first, second), Math.Max(first, second)),
            _ => throw config.Expected("factor", "one or two whole numbers"),
        };
        return new RandomPosterization(low, high, ValueRange(config), Seed(config));
    }

    private static void WriteSolarization(Solarization layer, JsonObject json)
    {
        json["addition_factor"] = Pair(layer.AdditionFactor);
        json["threshold_factor"] = Pair(layer.ThresholdFactor);
        json["value_range"] = Pair(layer.ValueRange);
        WriteSeed(layer, json);
    }

    private static Layer ReadSolarization(KerasConfig config) =>
        new Solarization(FromZero(config, "addition_factor", 0), FromZero(config, "threshold_factor", 0), ValueRange(config), Seed(config));

    // Keras' first number is the extent along a row.
    private static void WriteBlur(RandomGaussianBlur layer, JsonObject json)
    {
        json["kernel_size"] = new JsonArray(layer.KernelSize.Width, layer.KernelSize.Height);
        json["sigma"] = Pair(layer.Sigma);
        WriteColor(layer, layer.Factor, json);
    }

    private static Layer ReadBlur(KerasConfig config)
    {
        Size2D size = config.Size("kernel_size", 3);
        return new RandomGaussianBlur(FromZero(config, "factor", 1), (size.Width, size.Height), FromZero(config, "sigma", 1), ValueRange(config), Seed(config));
    }

    private static void WritePerspective(RandomPerspective layer, JsonObject json)
    {
        json["factor"] = Pair(layer.Factor);
        json["scale"] = layer.Scale;
        json["interpolation"] = Name(layer.Interpolation);
        json["fill_value"] = layer.FillValue;
        WriteSeed(layer, json);
    }

    private static Layer ReadPerspective(KerasConfig config) =>
        new RandomPerspective(FromZero(config, "factor", 1), config.Number("scale", 1), Between(config), FillValue(config), Seed(config));

    private static void WriteElastic(RandomElasticTransform layer, JsonObject json)
    {
        json["scale"] = Pair(layer.Scale);
        json["interpolation"] = Name(layer.Interpolation);
        json["fill_mode"] = Name(layer.FillMode);
        json["fill_value"] = layer.FillValue;
        WriteColor(layer, layer.Factor, json);
    }

    private static Layer ReadElastic(KerasConfig config) => new RandomElasticTransform(
        FromZero(config, "factor", 1), FromZero(config, "scale", 1), Between(config), Fill(config), FillValue(config), ValueRange(config), Seed(config));

    private static void WriteRandAugment(RandAugment layer, JsonObject json)
    {
        json["num_ops"] = layer.NumOps;
        json["interpolation"] = Name(layer.Interpolation);
        WriteColor(layer, layer.Factor, json);
    }

    private static Layer ReadRandAugment(KerasConfig config) =>
        new RandAugment(ValueRange(config), config.Integer("num_ops", 2), FromZero(config, "factor", 0.5), Between(config), Seed(config));

    private static void WriteAugMix(AugMix layer, JsonObject json)
    {
        json["num_chains"] = layer.NumChains;
        json["chain_depth"] = layer.ChainDepth;
        json["alpha"] = layer.Alpha;
        json["all_ops"] = layer.AllOps;
        json["interpolation"] = Name(layer.Interpolation);
        WriteColor(layer, layer.Factor, json);
    }

    private static Layer ReadAugMix(KerasConfig config) => new AugMix(
        ValueRange(config),
        config.Integer("num_chains", 3),
        config.Integer("chain_depth", 3),
        FromZero(config, "factor", 0.3),
        config.Number("alpha", 1),
        config.Flag("all_ops", true),
        Between(config),
        Seed(config));

    private static void WriteRange(PictureContrast layer, JsonObject json) => json["value_range"] = Pair(layer.ValueRange);

    private static void WriteEqualization(Equalization layer, JsonObject json)
    {
        json["bins"] = layer.Bins;
        WriteRange(layer, json);
    }

    private static void WriteTiles(ContrastLimitedAdaptiveHistogramEqualization layer, JsonObject json)
    {
        json["clip_limit"] = layer.ClipLimit;
        json["tile_grid_size"] = new JsonArray(layer.TileGridSize.Height, layer.TileGridSize.Width);
        WriteRange(layer, json);
    }

    private static Layer ReadTiles(KerasConfig config) =>
        new ContrastLimitedAdaptiveHistogramEqualization(Plain(config, ValueRange(config)), config.Number("clip_limit", 4), config.Size("tile_grid_size", 8));

    // Keras' pipeline takes nothing else.
    private static void WritePipeline(Pipeline layer, JsonObject json)
    {
        json.Remove("trainable");
        json.Remove("dtype");
        json["layers"] = new JsonArray([.. layer.Layers.Select((part, i) => LayerCodec.ToJson(part, part.Name ?? $"{part.SnakeName}_{i}"))]);
    }

    private static Layer ReadPipeline(KerasConfig config)
    {
        JsonArray layers = KerasConfig.AsList(config["layers"]) ?? throw config.Expected("layers", "a list of layers");
        return new Pipeline([.. layers.Select(ReadPart)]);

        Layer ReadPart(JsonNode? node)
        {
            if (node is not JsonObject json || KerasObject.Identify(json).Name is not { } className || json["config"] is not JsonObject options)
            {
                throw config.Expected("layers", "a list of layers");
            }

            string name = KerasObject.Text(options["name"]) ?? className;
            return LayerCodec.FromJson(className, config.Of(options, $"{className} '{name}'"), name);
        }
    }
}
