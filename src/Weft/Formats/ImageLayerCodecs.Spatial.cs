using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <content>The layers that move, copy or drop pixels.</content>
internal static partial class ImageLayerCodecs
{
    private static void WriteZeroPadding(ZeroPadding2D layer, JsonObject json)
    {
        json["padding"] = Sides(layer.Top, layer.Bottom, layer.Left, layer.Right);
        json["data_format"] = "channels_last";
    }

    private static Layer ReadZeroPadding(KerasConfig config)
    {
        (int top, int bottom, int left, int right) = Sides(config, "padding", 1);
        return new ZeroPadding2D(top, bottom, left, right);
    }

    /// <summary>What is added to or taken from an image's sides: rows above and below, columns left and right.</summary>
    internal static JsonArray Sides(int top, int bottom, int left, int right) => new(new JsonArray(top, bottom), new JsonArray(left, right));

    /// <summary>The sides of an image: one number, one for rows and one for columns, or a pair for each.</summary>
    internal static (int Top, int Bottom, int Left, int Right) Sides(KerasConfig config, string option, int missing)
    {
        config.RequireChannelsLast();
        if (KerasConfig.AsList(config[option]) is [{ } rows, { } columns] && KerasConfig.AsList(rows) is [var top, var bottom]
            && KerasConfig.AsList(columns) is [var left, var right])
        {
            return (Extent(top), Extent(bottom), Extent(left), Extent(right));
        }

        Size2D both = config.Size(option, missing);
        return (both.Height, both.Height, both.Width, both.Width);

        int Extent(JsonNode? node) => KerasConfig.AsInteger(node) ?? throw config.Expected(option, "whole numbers");
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
