using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that work on images and have no weights.</summary>
internal static partial class ImageLayerCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<MaxPooling2D>("MaxPooling2D", WritePooling, config =>
            new MaxPooling2D(PoolSize(config), Strides(config), config.Padding())),
        LayerCodec.Of<AveragePooling2D>("AveragePooling2D", WritePooling, config =>
            new AveragePooling2D(PoolSize(config), Strides(config), config.Padding())),
        LayerCodec.Of<ZeroPadding2D>("ZeroPadding2D", WriteZeroPadding, ReadZeroPadding),
        LayerCodec.Of<SpatialDropout2D>("SpatialDropout2D", WriteSpatialDropout, ReadSpatialDropout),
        LayerCodec.Of<AdaptiveAveragePooling2D>("AdaptiveAveragePooling2D", WriteAdaptive, config =>
            new AdaptiveAveragePooling2D(OutputSize(config)), isBuilt: true),
        LayerCodec.Of<AdaptiveMaxPooling2D>("AdaptiveMaxPooling2D", WriteAdaptive, config =>
            new AdaptiveMaxPooling2D(OutputSize(config)), isBuilt: true),
        LayerCodec.Of<GlobalAveragePooling2D>("GlobalAveragePooling2D", WriteGlobalPooling, config =>
            new GlobalAveragePooling2D(KeepDims(config))),
        LayerCodec.Of<GlobalMaxPooling2D>("GlobalMaxPooling2D", WriteGlobalPooling, config => new GlobalMaxPooling2D(KeepDims(config))),
    ];

    private static void WritePooling(Pooling2D layer, JsonObject json)
    {
        json["pool_size"] = KerasObject.Pair(layer.PoolSize);
        json["strides"] = KerasObject.Pair(layer.Strides);
        WriteBorder(layer.Padding, json);
    }

    private static Size2D PoolSize(KerasConfig config)
    {
        config.RequireChannelsLast();
        return config.Size("pool_size", 2);
    }

    private static Size2D? Strides(KerasConfig config) => config.Has("strides") ? config.Size("strides") : null;

    private static void WriteAdaptive(AdaptivePooling2D layer, JsonObject json)
    {
        json["output_size"] = KerasObject.Pair(layer.OutputSize);
        json["data_format"] = "channels_last";
    }

    private static Size2D OutputSize(KerasConfig config)
    {
        config.RequireChannelsLast();
        return config.Size("output_size");
    }

    private static void WriteGlobalPooling(GlobalPooling2D layer, JsonObject json)
    {
        json["data_format"] = "channels_last";
        json["keepdims"] = layer.KeepDims;
    }

    private static bool KeepDims(KerasConfig config)
    {
        config.RequireChannelsLast();
        return config.Flag("keepdims", false);
    }

    private static void WriteBorder(Padding padding, JsonObject json)
    {
        json["padding"] = padding == Padding.Same ? "same" : "valid";
        json["data_format"] = "channels_last";
    }
}
