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
    ];

    /// <summary>The approximation of gelu has no name in Keras; <see cref="WeftMember"/> keeps it.</summary>
    public static JsonNode Write(Activation activation) => activation switch
    {
        { Kind: ActivationKind.LeakyRelu } when activation != Activation.LeakyRelu() => Layer("LeakyReLU", "negative_slope", activation.Alpha),
        { Kind: ActivationKind.Elu } when activation != Activation.Elu => Layer("ELU", "alpha", activation.Alpha),
        _ => JsonValue.Create(Table.First(entry => entry.Function.Kind == activation.Kind).Name),
    };

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
                $"{owner.Who}: expected {option} to be one of {string.Join(", ", Table.Select(entry => entry.Name))}, got {node.ToJsonString()}. "
                + "Weft does not have this function; save the model with another one."),
        };
    }

    /// <summary>The function of an operation by its class: <c>Relu</c>, <c>HardSigmoid</c>; null where Weft has none, or it may have options.</summary>
    public static Activation? OfOperation(string? className, KerasConfig config) => className switch
    {
        null or "LeakyRelu" or "Elu" or "Gelu" => null,
        "Softmax" => Softmax(config),
        _ => Named(Weft.Layers.Layer.ToSnakeCase(className)),
    };

    /// <summary>The slope of a LeakyReLU layer; Keras 2 called it alpha.</summary>
    public static float NegativeSlope(KerasConfig config) => (float)config.Number(config.Has("alpha") && !config.Has("negative_slope") ? "alpha" : "negative_slope", 0.3);

    public static Activation Elu(KerasConfig config) => new(ActivationKind.Elu, (float)config.Number("alpha", 1));

    public static Layers.ReLU ReLU(KerasConfig config)
    {
        config.RequireUnset("threshold");
        return new Layers.ReLU(config.Has("max_value") ? (float)config.Number("max_value") : null, (float)config.Number("negative_slope", 0));
    }

    // The last axis alone: -1. Which number that is otherwise depends on the input, which is not known here.
    private static Activation Softmax(KerasConfig config) => config.Axis() == -1 ? Activation.Softmax : throw config.Expected("axis", "-1, the last axis");

    private static Activation? Named(string? name)
    {
        string? lower = name?.ToLowerInvariant();
        return Array.Find(Table, entry => entry.Name == lower).Function;
    }

    private static JsonObject Layer(string className, string option, float value) => KerasObject.Create("keras.layers", className, new JsonObject
    {
        ["name"] = className.ToLowerInvariant(),
        ["trainable"] = true,
        ["dtype"] = KerasObject.Float32(),
        [option] = value,
    });
}
