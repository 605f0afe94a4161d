using System.Text.Json.Nodes;

using Weft.Initializers;
using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that slide a window of weights over an image.</summary>
internal static class ConvolutionCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<Conv2D>("Conv2D", WriteConvolution, ReadConvolution, isBuilt: true),
        LayerCodec.Of<DepthwiseConv2D>("DepthwiseConv2D", WriteDepthwise, ReadDepthwise, isBuilt: true),
        LayerCodec.Of<SeparableConv2D>("SeparableConv2D", WriteSeparable, ReadSeparable, isBuilt: true),
        LayerCodec.Of<Conv2DTranspose>("Conv2DTranspose", WriteTransposed, ReadTransposed, isBuilt: true),
    ];

    private static void WriteConvolution(Conv2D layer, JsonObject json)
    {
        json["filters"] = layer.Filters;
        WriteCommon(
            layer,
            json,
            () => json["groups"] = layer.Groups,
            ("kernel", new WeightOptions(layer.KernelInitializer, layer.KernelRegularizer, layer.KernelConstraint)));
    }

    private static Layer ReadConvolution(KerasConfig config)
    {
        Window window = Window.Read(config);
        config.RequireUnset("lora_rank");
        WeightOptions kernel = WeightOptions.Read(config, "kernel", new GlorotUniform());
        Conv2D layer = new(config.Integer("filters"), window.Size, window.Activation, window.Strides, window.Padding, window.UseBias)
        {
            Groups = Guard.Positive(config.Integer("groups", 1), "Conv2D", "groups"),
            KernelInitializer = kernel.Initializer,
            KernelRegularizer = kernel.Regularizer,
            KernelConstraint = kernel.Constraint,
        };
        return WithCommon(layer, config);
    }

    private static void WriteDepthwise(DepthwiseConv2D layer, JsonObject json)
    {
        json["depth_multiplier"] = layer.DepthMultiplier;
        WriteCommon(
            layer, json, null, ("depthwise", new WeightOptions(layer.DepthwiseInitializer, layer.DepthwiseRegularizer,
                layer.DepthwiseConstraint)));
    }

    private static Layer ReadDepthwise(KerasConfig config)
    {
        Window window = Window.Read(config);
        WeightOptions kernel = WeightOptions.Read(config, "depthwise", new GlorotUniform());
        DepthwiseConv2D layer = new(
            window.Size, window.Activation, window.Strides, window.Padding, config.Integer("depth_multiplier", 1), window.UseBias)
        {
            DepthwiseInitializer = kernel.Initializer,
            DepthwiseRegularizer = kernel.Regularizer,
            DepthwiseConstraint = kernel.Constraint,
        };
        return WithCommon(layer, config);
    }

    private static void WriteSeparable(SeparableConv2D layer, JsonObject json)
    {
        json["filters"] = layer.Filters;
        json["depth_multiplier"] = layer.DepthMultiplier;
        WriteCommon(
            layer,
            json,
            null,
            ("depthwise", new WeightOptions(layer.DepthwiseInitializer, layer.DepthwiseRegularizer, layer.DepthwiseConstraint)),
            ("pointwise", new WeightOptions(layer.PointwiseInitializer, layer.PointwiseRegularizer, layer.PointwiseConstraint)));
    }

    private static Layer ReadSeparable(KerasConfig config)
    {
        Window window = Window.Read(config);
        WeightOptions depthwise = WeightOptions.Read(config, "depthwise", new GlorotUniform());
        WeightOptions pointwise = WeightOptions.Read(config, "pointwise", new GlorotUniform());
        int multiplier = config.Integer("depth_multiplier", 1);
        SeparableConv2D layer = new(config.Integer("filters"), window.Size, window.Activation, window.Strides, window.Padding, multiplier, window.UseBias)
        {
            DepthwiseInitializer = depthwise.Initializer,
            DepthwiseRegularizer = depthwise.Regularizer,
            DepthwiseConstraint = depthwise.Constraint,
            PointwiseInitializer = pointwise.Initializer,
            PointwiseRegularizer = pointwise.Regularizer,
            PointwiseConstraint = pointwise.Constraint,
        };
        return WithCommon(layer, config);
    }

    private static void WriteTransposed(Conv2DTranspose layer, JsonObject json)
    {
        json["filters"] = layer.Filters;
        WriteCommon(
            layer,
            json,
            () => json["output_padding"] = layer.OutputPadding is { } more ? KerasObject.Pair(more) : null,
            ("kernel", new WeightOptions(layer.KernelInitializer, layer.KernelRegularizer, layer.KernelConstraint)));
    }

    private static Layer ReadTransposed(KerasConfig config)
    {
        Window window = Window.Read(config);
        WeightOptions kernel = WeightOptions.Read(config, "kernel", new GlorotUniform());
        Size2D? more = config.Has("output_padding") ? config.Size("output_padding") : null;
        Conv2DTranspose layer = new(config.Integer("filters"), window.Size, window.Activation, window.Strides, window.Padding, more, window.UseBias)
        {
            KernelInitializer = kernel.Initializer,
            KernelRegularizer = kernel.Regularizer,
            KernelConstraint = kernel.Constraint,
        };
        return WithCommon(layer, config);
    }

    private static void WriteCommon(
        ConvolutionLayer layer, JsonObject json, Action? more, params (string Word, WeightOptions Options)[] kernels)
    {
        json["kernel_size"] = KerasObject.Pair(layer.KernelSize);
        json["strides"] = KerasObject.Pair(layer.Strides);
        json["padding"] = layer.Padding == Padding.Same ? "same" : "valid";
        json["data_format"] = "channels_last";
        json["dilation_rate"] = KerasObject.Pair(layer.DilationRate);
        more?.Invoke();
        json["activation"] = ActivationCodec.Write(layer.Activation);
        json["use_bias"] = layer.UseBias;
        WeightOptions bias = new(layer.BiasInitializer, layer.BiasRegularizer, layer.BiasConstraint);
        WeightOptions.Write(json, [.. kernels, ("bias", bias)], activity: true);
    }

    private static ConvolutionLayer WithCommon(ConvolutionLayer layer, KerasConfig config)
    {
        WeightOptions bias = WeightOptions.Read(config, "bias", new Zeros());
        return layer with
        {
            DilationRate = Guard.Positive(config.Size("dilation_rate", 1), layer.KerasName, "dilation_rate"),
            BiasInitializer = bias.Initializer,
            BiasRegularizer = bias.Regularizer,
            BiasConstraint = bias.Constraint,
        };
    }

    // What all of them have.
    private sealed record Window(Size2D Size, Activation Activation, Size2D Strides, Padding Padding, bool UseBias)
    {
        public static Window Read(KerasConfig config)
        {
            config.RequireChannelsLast();
            return new(config.Size("kernel_size"), config.Activation(), config.Size("strides", 1), config.Padding(), config.Flag("use_bias", true));
        }
    }
}
