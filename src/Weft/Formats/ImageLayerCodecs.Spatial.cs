using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <content>The layers that move, copy or drop pixels.</content>
internal static partial class ImageLayerCodecs
{
    private static void WriteZeroPadding(ZeroPadding2D layer, JsonObject json)
    {
        json["padding"] = new JsonArray(new JsonArray(layer.Top, layer.Bottom), new JsonArray(layer.Left, layer.Right));
        json["data_format"] = "channels_last";
    }

    // One number, one for rows and one for columns, or a pair for each.
    private static Layer ReadZeroPadding(KerasConfig config)
    {
        config.RequireChannelsLast();
        if (KerasConfig.AsList(config["padding"]) is [{ } rows, { } columns] && KerasConfig.AsList(rows) is [var top, var bottom] && KerasConfig.AsList(columns) is [var left, var right])
        {
            return new ZeroPadding2D(Extent(top), Extent(bottom), Extent(left), Extent(right));
        }

        return new ZeroPadding2D(config.Size("padding", 1));

        int Extent(JsonNode? node) => KerasConfig.AsInteger(node) ?? throw config.Expected("padding", "whole numbers");
    }

    private static void WriteUpSampling(UpSampling2D layer, JsonObject json)
    {
        json["size"] = KerasObject.Pair(layer.Size);
        json["data_format"] = "channels_last";
        json["interpolation"] = layer.Interpolation == Interpolation.Bilinear ? "bilinear" : "nearest";
    }

    private static Layer ReadUpSampling(KerasConfig config)
    {
        config.RequireChannelsLast();
        return new UpSampling2D(config.Size("size", 2), config.OptionalText("interpolation")?.ToLowerInvariant() switch
        {
            null or "nearest" => Interpolation.Nearest,
            "bilinear" => Interpolation.Bilinear,
            _ => throw config.Expected("interpolation", "\"nearest\" or \"bilinear\""),
        });
    }

    private static void WriteSpatialDropout(SpatialDropout2D layer, JsonObject json)
    {
        // The one layer of Keras that takes no such key.
        json.Remove("trainable");
        json["rate"] = layer.Rate;
        json["seed"] = layer.Seed;
        json["data_format"] = "channels_last";
    }

    private static Layer ReadSpatialDropout(KerasConfig config)
    {
        config.RequireChannelsLast();
        return new SpatialDropout2D(config.Number("rate"), config.Seed());
    }
}
