using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that give images another size.</summary>
internal static class ResizingCodecs
{
    private static readonly (string Name, Interpolation Mode)[] Interpolations =
    [
        ("nearest", Interpolation.Nearest),
        ("bilinear", Interpolation.Bilinear),
        ("bicubic", Interpolation.Bicubic),
        ("lanczos3", Interpolation.Lanczos3),
        ("lanczos5", Interpolation.Lanczos5),
    ];

    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<UpSampling2D>("UpSampling2D", WriteUpSampling, ReadUpSampling),
        LayerCodec.Of<Cropping2D>("Cropping2D", WriteCropping, ReadCropping, isBuilt: true),
        LayerCodec.Of<Resizing>("Resizing", WriteResizing, ReadResizing, isBuilt: true),
        LayerCodec.Of<CenterCrop>("CenterCrop", WriteCenterCrop, ReadCenterCrop, isBuilt: true),
    ];

    /// <summary>The interpolation of this name; null where there is none.</summary>
    public static Interpolation? Named(string? name) =>
        Interpolations.Where(pair => pair.Name == name).Select(pair => (Interpolation?)pair.Mode).FirstOrDefault();

    private static void WriteUpSampling(UpSampling2D layer, JsonObject json)
    {
        json["size"] = KerasObject.Pair(layer.Size);
        json["data_format"] = "channels_last";
        json["interpolation"] = NameOf(layer.Interpolation);
    }

    private static Layer ReadUpSampling(KerasConfig config)
    {
        config.RequireChannelsLast();
        return new UpSampling2D(config.Size("size", 2), Between(config, Interpolation.Nearest));
    }

    private static void WriteCropping(Cropping2D layer, JsonObject json)
    {
        json["cropping"] = ImageLayerCodecs.Sides(layer.Top, layer.Bottom, layer.Left, layer.Right);
        json["data_format"] = "channels_last";
    }

    private static Layer ReadCropping(KerasConfig config)
    {
        (int top, int bottom, int left, int right) = ImageLayerCodecs.Sides(config, "cropping", 0);
        return new Cropping2D(top, bottom, left, right);
    }

    // fill_mode constant is the only one that Keras has.
    private static void WriteResizing(Resizing layer, JsonObject json)
    {
        WriteSize(layer.Size, json);
        json["interpolation"] = NameOf(layer.Interpolation);
        json["crop_to_aspect_ratio"] = layer.CropToAspectRatio;
        json["pad_to_aspect_ratio"] = layer.PadToAspectRatio;
        json["fill_mode"] = "constant";
        json["fill_value"] = layer.FillValue;
        json["antialias"] = layer.Antialias;
    }

    private static Layer ReadResizing(KerasConfig config)
    {
        (int height, int width) = ReadSize(config);
        if (config.OptionalText("fill_mode") is not (null or "constant"))
        {
            throw config.Expected("fill_mode", "\"constant\"");
        }

        return new Resizing(
            height, width, Between(config, Interpolation.Bilinear), config.Flag("crop_to_aspect_ratio", false),
                config.Flag("pad_to_aspect_ratio", false), config.Flag("antialias", false))
        {
            FillValue = (float)config.Number("fill_value", 0),
        };
    }

    private static void WriteCenterCrop(CenterCrop layer, JsonObject json) => WriteSize(layer.Size, json);

    private static Layer ReadCenterCrop(KerasConfig config)
    {
        (int height, int width) = ReadSize(config);
        return new CenterCrop(height, width);
    }

    private static void WriteSize(Size2D size, JsonObject json)
    {
        json["height"] = size.Height;
        json["width"] = size.Width;
        json["data_format"] = "channels_last";
    }

    private static (int Height, int Width) ReadSize(KerasConfig config)
    {
        config.RequireChannelsLast();
        return (config.Integer("height"), config.Integer("width"));
    }

    private static Interpolation Between(KerasConfig config, Interpolation missing)
    {
        if (config.OptionalText("interpolation")?.ToLowerInvariant() is not { } name)
        {
            return missing;
        }

        int found = Array.FindIndex(Interpolations, entry => entry.Name == name);
        return found >= 0 ? Interpolations[found].Mode : throw config.Expected("interpolation",
            string.Join(" or ", Interpolations.Select(entry => $"\"{entry.Name}\"")));
    }

    private static string NameOf(Interpolation mode) => Array.Find(Interpolations, entry => entry.Mode == mode).Name;
}
