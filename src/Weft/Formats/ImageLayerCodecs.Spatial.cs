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

    private static void WriteTransposed(Conv2DTranspose layer, JsonObject json)
    {
        json["filters"] = layer.Filters;
        json["kernel_size"] = KerasObject.Pair(layer.KernelSize);
        json["strides"] = KerasObject.Pair(layer.Strides);
        WriteBorder(layer.Padding, json);
        json["output_padding"] = layer.OutputPadding is { } more ? KerasObject.Pair(more) : null;
        json["dilation_rate"] = KerasObject.Pair(layer.DilationRate);
        json["activation"] = ActivationCodec.Write(layer.Activation);
        json["use_bias"] = layer.UseBias;
        json["kernel_initializer"] = InitializerCodec.Write(layer.KernelInitializer);
        json["bias_initializer"] = InitializerCodec.Write(layer.BiasInitializer);
        json["kernel_regularizer"] = RegularizerCodec.Write(layer.KernelRegularizer);
        WriteNull(json, "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint");
    }

    private static Layer ReadTransposed(KerasConfig config)
    {
        config.RequireChannelsLast();
        config.NoteIfSet("bias_regularizer", "kernel_constraint", "bias_constraint");
        return new Conv2DTranspose(
            config.Integer("filters"),
            config.Size("kernel_size"),
            config.Activation(),
            config.Size("strides", 1),
            config.Padding(),
            config.Has("output_padding") ? config.Size("output_padding") : null,
            config.Flag("use_bias", true))
        {
            DilationRate = Guard.Positive(config.Size("dilation_rate", 1), "Conv2DTranspose", "dilation_rate"),
            KernelInitializer = config.Initializer("kernel_initializer", new GlorotUniform()),
            BiasInitializer = config.Initializer("bias_initializer", new Zeros()),
            KernelRegularizer = RegularizerCodec.Read(config, "kernel_regularizer"),
        };
    }

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
    internal static JsonArray Sides(int top, int bottom, int left, int right) => [new JsonArray(top, bottom), new JsonArray(left, right)];

    /// <summary>The sides of an image: one number, one for rows and one for columns, or a pair for each.</summary>
    internal static (int Top, int Bottom, int Left, int Right) Sides(KerasConfig config, string option, int missing)
    {
        config.RequireChannelsLast();
        if (KerasConfig.AsList(config[option]) is [{ } rows, { } columns] && KerasConfig.AsList(rows) is [var top, var bottom] && KerasConfig.AsList(columns) is [var left, var right])
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

    private static void WriteNull(JsonObject json, params string[] options)
    {
        foreach (string option in options)
        {
            json[option] = null;
        }
    }
}
