using System.Text.Json.Nodes;

using Weft.Initializers;
using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that do not care for images.</summary>
internal static class PlainLayerCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<Flatten>("Flatten", (_, json) => json["data_format"] = "channels_last", ReadFlatten, isBuilt: true),
        LayerCodec.Of<Dense>("Dense", WriteDense, ReadDense, isBuilt: true),
        LayerCodec.Of<Dropout>("Dropout", WriteDropout, ReadDropout),
        LayerCodec.Of<ActivationLayer>("Activation", (layer, json) => json["activation"] = ActivationCodec.Write(layer.Function), config => new ActivationLayer(config.Activation())),
        LayerCodec.Of<ReLU>("ReLU", WriteReLU, config => ActivationCodec.ReLU(config)),
        LayerCodec.Of<LeakyReLU>("LeakyReLU", (layer, json) => json["negative_slope"] = layer.NegativeSlope, config => new LeakyReLU(ActivationCodec.NegativeSlope(config))),
        LayerCodec.Of<ActivationLayer>("ELU", (layer, json) => json["alpha"] = layer.Function.Alpha, config => new ActivationLayer(ActivationCodec.Elu(config))),
        LayerCodec.Of<Softmax>("Softmax", (_, json) => json["axis"] = -1, ReadSoftmax),
        LayerCodec.Of<BatchNormalization>("BatchNormalization", WriteBatchNormalization, ReadBatchNormalization, isBuilt: true),
        LayerCodec.Of<Rescaling>("Rescaling", WriteRescaling, config => new Rescaling(config.Number("scale"), config.Number("offset", 0))),
    ];

    private static Layer ReadFlatten(KerasConfig config)
    {
        config.RequireChannelsLast();
        return new Flatten();
    }

    private static void WriteDense(Dense layer, JsonObject json)
    {
        json["units"] = layer.Units;
        json["activation"] = ActivationCodec.Write(layer.Activation);
        json["use_bias"] = layer.UseBias;
        json["kernel_initializer"] = InitializerCodec.Write(layer.KernelInitializer);
        json["bias_initializer"] = InitializerCodec.Write(layer.BiasInitializer);
        json["kernel_regularizer"] = null;
        json["bias_regularizer"] = null;
        json["kernel_constraint"] = null;
        json["bias_constraint"] = null;
    }

    private static Layer ReadDense(KerasConfig config)
    {
        config.RequireUnset("lora_rank", "quantization_mode");
        config.NoteIfSet("kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint");
        return new Dense(config.Integer("units"), config.Activation(), config.Flag("use_bias", true))
        {
            KernelInitializer = config.Initializer("kernel_initializer", new GlorotUniform()),
            BiasInitializer = config.Initializer("bias_initializer", new Zeros()),
        };
    }

    private static void WriteDropout(Dropout layer, JsonObject json)
    {
        json["rate"] = layer.Rate;
        json["seed"] = layer.Seed;
        json["noise_shape"] = null;
    }

    private static Layer ReadDropout(KerasConfig config)
    {
        config.NoteIfSet("noise_shape");
        return new Dropout(config.Number("rate"), config.OptionalInteger("seed"));
    }

    private static void WriteReLU(ReLU layer, JsonObject json)
    {
        json["max_value"] = layer.MaxValue;
        json["negative_slope"] = layer.NegativeSlope;
        json["threshold"] = 0.0;
    }

    // The last axis alone: -1. Which number that is otherwise depends on the input, which the layer does not know here.
    private static Layer ReadSoftmax(KerasConfig config)
    {
        int? axis = KerasConfig.AsInteger(KerasConfig.AsList(config["axis"]) is [var only] ? only : config["axis"]);
        return axis == -1 || !config.Has("axis") ? new Softmax() : throw config.Expected("axis", "-1, the last axis");
    }

    private static void WriteRescaling(Rescaling layer, JsonObject json)
    {
        json["scale"] = layer.Scale;
        json["offset"] = layer.Offset;
    }

    private static void WriteBatchNormalization(BatchNormalization layer, JsonObject json)
    {
        json["axis"] = layer.Axis;
        json["momentum"] = layer.Momentum;
        json["epsilon"] = layer.Epsilon;
        json["center"] = layer.Center;
        json["scale"] = layer.Scale;
        json["beta_initializer"] = InitializerCodec.Write(layer.BetaInitializer);
        json["gamma_initializer"] = InitializerCodec.Write(layer.GammaInitializer);
        json["moving_mean_initializer"] = InitializerCodec.Write(layer.MovingMeanInitializer);
        json["moving_variance_initializer"] = InitializerCodec.Write(layer.MovingVarianceInitializer);
        json["beta_regularizer"] = null;
        json["gamma_regularizer"] = null;
        json["beta_constraint"] = null;
        json["gamma_constraint"] = null;
        json["synchronized"] = false;
    }

    // Over all replicas or over one is the same here, so synchronized says nothing.
    private static Layer ReadBatchNormalization(KerasConfig config)
    {
        config.RequireUnset("renorm");
        config.NoteIfSet("beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint");
        return new BatchNormalization(config.Number("momentum", 0.99), config.Number("epsilon", 1e-3), config.Flag("center", true), config.Flag("scale", true), config.Axis())
        {
            BetaInitializer = config.Initializer("beta_initializer", new Zeros()),
            GammaInitializer = config.Initializer("gamma_initializer", new Ones()),
            MovingMeanInitializer = config.Initializer("moving_mean_initializer", new Zeros()),
            MovingVarianceInitializer = config.Initializer("moving_variance_initializer", new Ones()),
        };
    }
}
