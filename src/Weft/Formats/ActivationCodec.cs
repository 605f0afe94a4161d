using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Activation functions in config.json: a name, or, where a name cannot say the slope, the layer that has it.</summary>
internal static class ActivationCodec
{
    private static readonly (string Name, Activation Function)[] Table =
    [
        ("linear", Activation.Linear),
        ("relu", Activation.Relu),
        ("leaky_relu", Activation.LeakyRelu()),
        ("relu6", Activation.Relu6),
        ("elu", Activation.Elu),
        ("selu", Activation.Selu),
        ("gelu", Activation.Gelu),
        ("silu", Activation.Silu),
        ("swish", Activation.Silu),
        ("sigmoid", Activation.Sigmoid),
        ("hard_sigmoid", Activation.HardSigmoid),
        ("tanh", Activation.Tanh),
        ("softplus", Activation.Softplus),
        ("softsign", Activation.Softsign),
        ("exponential", Activation.Exponential),
        ("softmax", Activation.Softmax),
        ("celu", Activation.Celu()),
        ("hard_tanh", Activation.HardTanh),
        ("hard_silu", Activation.HardSilu),
        ("hard_swish", Activation.HardSilu),
        ("mish", Activation.Mish),
        ("log_sigmoid", Activation.LogSigmoid),
        ("tanh_shrink", Activation.TanhShrink),
        ("soft_shrink", Activation.SoftShrink()),
        ("hard_shrink", Activation.HardShrink()),
        ("squareplus", Activation.Squareplus()),
        ("sparse_plus", Activation.SparsePlus),
        ("sparse_sigmoid", Activation.SparseSigmoid),
        ("log_softmax", Activation.LogSoftmax),
        ("sparsemax", Activation.Sparsemax),
        ("glu", Activation.Glu),
    ];

    /// <summary>The approximation of gelu has no name in Keras; <see cref="WeftMember"/> keeps it.</summary>
    public static JsonNode Write(Activation activation) => activation switch
    {
        { Kind: ActivationKind.LeakyRelu } when activation != Activation.LeakyRelu() =>
            Layer("LeakyReLU", "negative_slope", activation.Alpha),
        { Kind: ActivationKind.Elu } when activation != Activation.Elu => Layer("ELU", "alpha", activation.Alpha),
        { Kind: ActivationKind.ClippedRelu } => ReLU(activation),
        { Kind: ActivationKind.Gelu } => "gelu",
        _ => Array.Find(Table, entry => entry.Function == activation).Name ?? throw new ModelFileException(
            $"{activation.Kind}: expected the options that Keras' function of this name has, got {activation}. Keras' files have no place "
                + "for others."),
    };

    private static JsonObject ReLU(Activation activation)
    {
        JsonObject json = Layer("ReLU", "max_value", float.IsPositiveInfinity(activation.MaxValue) ? null : activation.MaxValue);
        JsonObject config = json["config"]!.AsObject();
        config["name"] = "re_lu";
        config["negative_slope"] = activation.Alpha;
        config["threshold"] = activation.Cutoff;
        return json;
    }

    public static Activation Read(JsonNode? node, KerasConfig owner, string option)
    {
        if (node is null)
        {
            return Activation.Linear;
        }

        (string? name, JsonObject json) = KerasObject.Identify(node);
        KerasConfig config = owner.Of(json, option);
        return name switch
        {
            "LeakyReLU" => Activation.LeakyRelu(NegativeSlope(config)),
            "ELU" => Elu(config),
            "ReLU" => ReLU(config).Function,
            "Softmax" => Softmax(config),
            "Activation" => Read(json["activation"], config, option),
            _ => Named(name) ?? throw new ModelFileException(
                $"{owner.Who}: expected {option} to be one of {string.Join(", ", Table.Select(entry => entry.Name))}, got "
                    + $"{node.ToJsonString()}. "
                + "Weft does not have this function; save the model with another one."),
        };
    }

    /// <summary>The function of an operation by its class: <c>Relu</c>, <c>HardSigmoid</c>; null where Weft has none.</summary>
    public static Activation? OfOperation(string? className, KerasConfig config) => className switch
    {
        null => null,
        "Softmax" => Softmax(config),
        "LogSoftmax" => LastAxis(config, Activation.LogSoftmax),
        "Sparsemax" => LastAxis(config, Activation.Sparsemax),
        "Glu" => LastAxis(config, Activation.Glu),
        "LeakyRelu" => Activation.LeakyRelu((float)config.Number("negative_slope", 0.2)),
        "ReLU" => ReLU(config).Function,
        "Elu" => Elu(config),
        "Celu" => Activation.Celu((float)config.Number("alpha", 1)),
        "Gelu" => new Activation(ActivationKind.Gelu, Approximate: config.Flag("approximate", true)),
        "HardShrink" => Activation.HardShrink((float)config.Number("threshold", 0.5)),
        "SoftShrink" => Activation.SoftShrink((float)config.Number("threshold", 0.5)),
        "Squareplus" => Activation.Squareplus((float)config.Number("b", 4)),
        "Threshold" => Activation.Threshold((float)config.Number("threshold"), (float)config.Number("default_value", 0)),
        _ => Named(Weft.Layers.Layer.ToSnakeCase(className)),
    };

    /// <summary>The slope of a LeakyReLU layer; Keras 2 called it alpha.</summary>
    public static float NegativeSlope(KerasConfig config) =>
        (float)config.Number(config.Has("alpha") && !config.Has("negative_slope") ? "alpha" : "negative_slope", 0.3);

    public static Activation Elu(KerasConfig config) => new(ActivationKind.Elu, (float)config.Number("alpha", 1));

    public static Layers.ReLU ReLU(KerasConfig config)
    {
        return new Layers.ReLU(config.Has("max_value") ? (float)config.Number("max_value") : null,
            (float)config.Number("negative_slope", 0), (float)config.Number("threshold", 0));
    }

    private static Activation Softmax(KerasConfig config) => LastAxis(config, Activation.Softmax);

    // The last axis alone: -1. Which number that is otherwise depends on the input, which is not known here.
    private static Activation LastAxis(KerasConfig config, Activation function) =>
        config.Axis() == -1 ? function : throw config.Expected("axis", "-1, the last axis");

    private static Activation? Named(string? name)
    {
        string? lower = name?.ToLowerInvariant();
        return Array.Find(Table, entry => entry.Name == lower).Function;
    }

    private static JsonObject Layer(string className, string option, float? value) =>
        KerasObject.Create("keras.layers", className, new JsonObject
        {
            ["name"] = className.ToLowerInvariant(),
            ["trainable"] = true,
            ["dtype"] = KerasObject.Float32(),
            [option] = value,
        });
}
