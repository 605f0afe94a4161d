using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that change pictures at random.</summary>
internal static class RandomLayerCodecs
{
    private static readonly (string Name, FlipMode Mode)[] Flips =
    [
        ("horizontal", FlipMode.Horizontal),
        ("vertical", FlipMode.Vertical),
        ("horizontal_and_vertical", FlipMode.HorizontalAndVertical),
    ];

    private static readonly (string Name, FillMode Mode)[] Fills =
    [
        ("reflect", FillMode.Reflect),
        ("constant", FillMode.Constant),
        ("wrap", FillMode.Wrap),
        ("nearest", FillMode.Nearest),
    ];

    private static readonly (string Name, Interpolation Mode)[] Interpolations =
    [
        ("nearest", Interpolation.Nearest),
        ("bilinear", Interpolation.Bilinear),
    ];

    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<RandomFlip>("RandomFlip", WriteFlip, config =>
            new RandomFlip(Choice(config, "mode", Flips, FlipMode.HorizontalAndVertical), Seed(config))),
        LayerCodec.Of<RandomTranslation>("RandomTranslation", WriteTranslation, ReadTranslation),
        LayerCodec.Of<RandomRotation>("RandomRotation", WriteRotation, config =>
            new RandomRotation(Range(config, "factor"), Fill(config), Between(config), Seed(config), FillValue(config))),
        LayerCodec.Of<RandomZoom>("RandomZoom", WriteZoom, ReadZoom),
        LayerCodec.Of<RandomCrop>("RandomCrop", WriteCrop, config =>
            new RandomCrop(config.Integer("height"), config.Integer("width"), Seed(config))),
        LayerCodec.Of<RandomContrast>("RandomContrast", (layer, json) => WriteColor(layer, layer.Factor, json), ReadContrast),
        LayerCodec.Of<RandomBrightness>("RandomBrightness", (layer, json) => WriteColor(layer, layer.Factor, json),
            config => new RandomBrightness(Range(config, "factor"), ValueRange(config), Seed(config))),
        LayerCodec.Of<RandomHue>("RandomHue", (layer, json) => WriteColor(layer, layer.Factor, json),
            config => new RandomHue(FromZero(config, "factor"), ValueRange(config), Seed(config))),
        LayerCodec.Of<RandomSaturation>("RandomSaturation", (layer, json) => WriteColor(layer, layer.Factor, json),
            config => new RandomSaturation(Range(config, "factor"), ValueRange(config), Seed(config))),
        LayerCodec.Of<RandomShear>("RandomShear", WriteShear, ReadShear),
        LayerCodec.Of<RandomErasing>("RandomErasing", WriteErasing, ReadErasing),
    ];

    private static void WriteFlip(RandomFlip layer, JsonObject json)
    {
        json["mode"] = NameOf(layer.Mode, Flips);
        WriteSeed(layer, json);
        json["data_format"] = "channels_last";
    }

    private static void WriteTranslation(RandomTranslation layer, JsonObject json)
    {
        json["height_factor"] = Pair(layer.HeightFactor);
        json["width_factor"] = Pair(layer.WidthFactor);
        WriteResampling(layer, json);
    }

    private static Layer ReadTranslation(KerasConfig config) =>
        new RandomTranslation(Range(config, "height_factor"), Range(config, "width_factor"), Fill(config), Between(config), Seed(config),
            FillValue(config));

    private static void WriteRotation(RandomRotation layer, JsonObject json)
    {
        json["factor"] = Pair(layer.Factor);
        WriteResampling(layer, json);
    }

    private static void WriteZoom(RandomZoom layer, JsonObject json)
    {
        json["height_factor"] = Pair(layer.HeightFactor);
        json["width_factor"] = layer.WidthFactor is { } width ? Pair(width) : null;
        WriteResampling(layer, json);
    }

    private static Layer ReadZoom(KerasConfig config)
    {
        Interval? width = config.Has("width_factor") ? Range(config, "width_factor") : null;
        return new RandomZoom(Range(config, "height_factor"), width, Fill(config), Between(config), Seed(config), FillValue(config));
    }

    private static void WriteShear(RandomShear layer, JsonObject json)
    {
        json["x_factor"] = Pair(layer.XFactor);
        json["y_factor"] = Pair(layer.YFactor);
        WriteResampling(layer, json);
    }

    private static Layer ReadShear(KerasConfig config) =>
        new RandomShear(Range(config, "x_factor", 0), Range(config, "y_factor", 0), Fill(config), Between(config), Seed(config),
            FillValue(config));

    private static void WriteCrop(RandomCrop layer, JsonObject json)
    {
        json["height"] = layer.Height;
        json["width"] = layer.Width;
        WriteSeed(layer, json);
        json["data_format"] = "channels_last";
    }

    // A single number is as far down as up; Keras' own files have pairs.
    private static Layer ReadContrast(KerasConfig config) => KerasConfig.AsNumber(config["factor"]) is { } number
        ? new RandomContrast(number, ValueRange(config), Seed(config))
        : new RandomContrast(Range(config, "factor"), ValueRange(config), Seed(config));

    private static void WriteErasing(RandomErasing layer, JsonObject json)
    {
        json["scale"] = Pair(layer.Scale);
        json["fill_value"] = layer.FillValue;
        WriteColor(layer, layer.Factor, json);
    }

    private static Layer ReadErasing(KerasConfig config)
    {
        float? fill = config.Has("fill_value") ? (float)config.Number("fill_value") : null;
        return new RandomErasing(FromZero(config, "factor", 1), FromZero(config, "scale"), fill, ValueRange(config), Seed(config));
    }

    // Where Keras draws from zero up to a single number.
    private static Interval FromZero(KerasConfig config, string option, double? missing = null) =>
        KerasConfig.AsNumber(config[option]) is { } number
            ? (0, number)
            : config.Has(option) || missing is null ? Range(config, option) : (0, missing.Value);

    private static void WriteColor(RandomColor layer, Interval factor, JsonObject json)
    {
        json["factor"] = Pair(factor);
        json["value_range"] = Pair(layer.ValueRange);
        WriteSeed(layer, json);
    }

    private static void WriteResampling(RandomResampling layer, JsonObject json)
    {
        json["fill_mode"] = NameOf(layer.FillMode, Fills);
        json["fill_value"] = layer.FillValue;
        json["interpolation"] = NameOf(layer.Interpolation, Interpolations);
        WriteSeed(layer, json);
        json["data_format"] = "channels_last";
    }

    private static void WriteSeed(RandomLayer layer, JsonObject json) => json["seed"] = layer.Seed;

    private static int? Seed(KerasConfig config)
    {
        config.RequireChannelsLast();
        return config.Seed();
    }

    private static FillMode Fill(KerasConfig config) => Choice(config, "fill_mode", Fills, FillMode.Reflect);

    private static Interpolation Between(KerasConfig config) => Choice(config, "interpolation", Interpolations, Interpolation.Bilinear);

    private static float FillValue(KerasConfig config) => (float)config.Number("fill_value", 0);

    private static Interval? ValueRange(KerasConfig config) => config.Has("value_range") ? Range(config, "value_range") : null;

    private static Interval Range(KerasConfig config, string option) => KerasConfig.AsList(config[option]) switch
    {
        [var low, var high] when KerasConfig.AsNumber(low) is { } first && KerasConfig.AsNumber(high) is { } second => (first, second),
        _ => KerasConfig.AsNumber(config[option]) ?? throw config.Expected(option, "one or two numbers"),
    };

    private static Interval Range(KerasConfig config, string option, double missing) =>
        config.Has(option) ? Range(config, option) : missing;

    private static T Choice<T>(KerasConfig config, string option, (string Name, T Mode)[] table, T missing)
    {
        if (config.OptionalText(option) is not { } text)
        {
            return missing;
        }

        int found = Array.FindIndex(table, entry => entry.Name == text);
        return found >= 0 ? table[found].Mode : throw config.Expected(option,
            string.Join(" or ", table.Select(entry => $"\"{entry.Name}\"")));
    }

    private static string NameOf<T>(T mode, (string Name, T Mode)[] table) =>
        Array.Find(table, entry => EqualityComparer<T>.Default.Equals(entry.Mode, mode)).Name;

    private static JsonArray Pair(Interval range) => [range.Low, range.High];
}
