using System.Text.Json.Nodes;

using Weft.Layers;

using static Weft.Formats.RandomLayerOptions;

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
        LayerCodec.Of<RandomResizedCrop>("RandomResizedCrop", WriteResizedCrop, ReadResizedCrop) with
        {
            Module = "keras_cv.layers",
            RegisteredName = "keras_cv>RandomResizedCrop",
        },
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

    private static void WriteResizedCrop(RandomResizedCrop layer, JsonObject json)
    {
        json["target_size"] = new JsonArray(layer.Height, layer.Width);
        json["crop_area_factor"] = Pair(layer.CropAreaFactor);
        json["aspect_ratio_factor"] = Pair(layer.AspectRatioFactor);
        json["interpolation"] = Name(Interpolation.Bilinear);
        WriteSeed(layer, json);
    }

    private static Layer ReadResizedCrop(KerasConfig config)
    {
        return config.Integers("target_size") is [var height, var width] && Between(config) == Interpolation.Bilinear
            ? new RandomResizedCrop(height, width, Range(config, "crop_area_factor"), Range(config, "aspect_ratio_factor"), Seed(config))
            : throw config.Expected("target_size and interpolation", "two extents and \"bilinear\"");
    }

    // A single number is as far down as up; Keras' own files have pairs.
    private static Layer ReadContrast(KerasConfig config) => new RandomContrast(BothWays(config, "factor"), ValueRange(config), Seed(config));

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

    private static void WriteResampling(RandomResampling layer, JsonObject json)
    {
        json["fill_mode"] = Name(layer.FillMode);
        json["fill_value"] = layer.FillValue;
        json["interpolation"] = Name(layer.Interpolation);
        WriteSeed(layer, json);
        json["data_format"] = "channels_last";
    }
}
