using System.Text.Json.Nodes;

using Weft.Initializers;
using Weft.Layers;

namespace Weft.Formats;

/// <content>Depthwise convolutions, and the layers that move, copy or drop pixels.</content>
internal static partial class ImageLayerCodecs
{
    private static void WriteDepthwise(DepthwiseConv2D layer, JsonObject json)
    {
        json["kernel_size"] = KerasObject.Pair(layer.KernelSize);
        json["strides"] = KerasObject.Pair(layer.Strides);
        WriteBorder(layer.Padding, json);
        json["depth_multiplier"] = layer.DepthMultiplier;
        json["dilation_rate"] = KerasObject.Pair(layer.DilationRate);
        json["activation"] = ActivationCodec.Write(layer.Activation);
        json["use_bias"] = layer.UseBias;
        json["depthwise_initializer"] = InitializerCodec.Write(layer.DepthwiseInitializer);
        json["bias_initializer"] = InitializerCodec.Write(layer.BiasInitializer);
        json["depthwise_regularizer"] = RegularizerCodec.Write(layer.DepthwiseRegularizer);
        WriteNull(json, "bias_regularizer", "activity_regularizer", "depthwise_constraint", "bias_constraint");
    }

    private static Layer ReadDepthwise(KerasConfig config)
    {
        config.RequireChannelsLast();
        config.NoteIfSet("bias_regularizer", "depthwise_constraint", "bias_constraint");
        return new DepthwiseConv2D(
            config.Size("kernel_size"), config.Activation(), config.Size("strides", 1), config.Padding(), config.Integer("depth_multiplier", 1), config.Flag("use_bias", true))
        {
            DilationRate = Guard.Positive(config.Size("dilation_rate", 1), "DepthwiseConv2D", "dilation_rate"),
            DepthwiseInitializer = config.Initializer("depthwise_initializer", new GlorotUniform()),
            BiasInitializer = config.Initializer("bias_initializer", new Zeros()),
            DepthwiseRegularizer = RegularizerCodec.Read(config, "depthwise_regularizer"),
        };
    }

    private static void WriteSeparable(SeparableConv2D layer, JsonObject json)
    {
        json["filters"] = layer.Filters;
        json["kernel_size"] = KerasObject.Pair(layer.KernelSize);
        json["strides"] = KerasObject.Pair(layer.Strides);
        WriteBorder(layer.Padding, json);
        json["depth_multiplier"] = layer.DepthMultiplier;
        json["dilation_rate"] = KerasObject.Pair(layer.DilationRate);
        json["activation"] = ActivationCodec.Write(layer.Activation);
        json["use_bias"] = layer.UseBias;
        json["depthwise_initializer"] = InitializerCodec.Write(layer.DepthwiseInitializer);
        json["pointwise_initializer"] = InitializerCodec.Write(layer.PointwiseInitializer);
        json["bias_initializer"] = InitializerCodec.Write(layer.BiasInitializer);
        json["depthwise_regularizer"] = RegularizerCodec.Write(layer.DepthwiseRegularizer);
        json["pointwise_regularizer"] = RegularizerCodec.Write(layer.PointwiseRegularizer);
        WriteNull(json, "bias_regularizer", "activity_regularizer", "depthwise_constraint", "pointwise_constraint", "bias_constraint");
    }

    private static Layer ReadSeparable(KerasConfig config)
    {
        config.RequireChannelsLast();
        config.NoteIfSet("bias_regularizer", "depthwise_constraint", "pointwise_constraint", "bias_constraint");
        return new SeparableConv2D(
            config.Integer("filters"),
            config.Size("kernel_size"),
            config.Activation(),
            config.Size("strides", 1),
            config.Padding(),
            config.Integer("depth_multiplier", 1),
            config.Flag("use_bias", true))
        {
            DilationRate = Guard.Positive(config.Size("dilation_rate", 1), "SeparableConv2D", "dilation_rate"),
            DepthwiseInitializer = config.Initializer("depthwise_initializer", new GlorotUniform()),
            PointwiseInitializer = config.Initializer("pointwise_initializer", new GlorotUniform()),
            DepthwiseRegularizer = RegularizerCodec.Read(config, "depthwise_regularizer"),
            PointwiseRegularizer = RegularizerCodec.Read(config, "pointwise_regularizer"),
            BiasInitializer = config.Initializer("bias_initializer", new Zeros()),
        };
    }

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

    private static void WriteNull(JsonObject json, params string[] options)
    {
        foreach (string option in options)
        {
            json[option] = null;
        }
    }
}
