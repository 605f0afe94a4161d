using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>What TensorFlow 2.4 to 2.15 filed for <c>x * y</c> or <c>tf.nn.relu(x)</c> between layers, as the operations that Keras 3
/// files.</summary>
internal static class OldOperation
{
    // TensorFlow's functions and Keras 3's operations.
    private static readonly (string Function, string Operation)[] s_operations =
    [
        ("__operators__.add", "Add"), ("math.add", "Add"), ("add", "Add"),
        ("__operators__.sub", "Subtract"), ("math.subtract", "Subtract"), ("subtract", "Subtract"),
        ("__operators__.mul", "Multiply"), ("math.multiply", "Multiply"), ("multiply", "Multiply"),
        ("__operators__.truediv", "TrueDivide"), ("math.truediv", "TrueDivide"), ("math.divide", "TrueDivide"), ("divide", "TrueDivide"),
        ("math.maximum", "Maximum"), ("math.minimum", "Minimum"), ("math.pow", "Power"),
        ("nn.relu", "Relu"), ("nn.relu6", "Relu6"), ("math.sigmoid", "Sigmoid"), ("nn.sigmoid", "Sigmoid"), ("nn.softmax", "Softmax"),
        ("math.tanh", "Tanh"), ("nn.tanh", "Tanh"), ("nn.elu", "Elu"), ("nn.selu", "Selu"), ("nn.silu", "Silu"), ("nn.swish", "Silu"),
        ("math.negative", "Negative"), ("math.exp", "Exp"), ("math.sqrt", "Sqrt"), ("math.square", "Square"), ("math.abs", "Absolute"),
    ];

    /// <summary>Turns the object of a <c>TFOpLambda</c> into that of an operation, where Keras 3 has one; other functions stay, to be
    /// refused by name.</summary>
    public static void Modern(JsonObject layer, JsonObject config)
    {
        string? function = KerasObject.Text(config["function"]);
        if (Array.Find(s_operations, entry => entry.Function == function).Operation is not { } operation
            || layer["inbound_nodes"] is not JsonArray { Count: > 0 } nodes)
        {
            return;
        }

        JsonArray calls = [];
        foreach (JsonNode? node in nodes)
        {
            if (Call(node, operation, config) is not { } call)
            {
                return;
            }

            calls.Add((JsonNode)call);
        }

        layer["class_name"] = operation;
        layer["module"] = operation is "Add" or "Subtract" or "Multiply" or "TrueDivide" or "Maximum" or "Minimum" or "Power"
            or "Negative" or "Exp" or "Sqrt" or "Square" or "Absolute" or "Tanh" ? "keras.src.ops.numpy" : "keras.src.ops.nn";
        layer["registered_name"] = null;
        layer["inbound_nodes"] = calls;
        config.Remove("function");
    }

    // [layer, call, output, {"y": 3.0, "name": null}], where y is a number or [layer, call, output] itself; or such a list in a list.
    private static JsonObject? Call(JsonNode? node, string operation, JsonObject config)
    {
        if (node is JsonArray and [JsonArray inner])
        {
            node = inner;
        }

        if (node is not JsonArray list || list is not [var layer, var call, var output, JsonObject keywords])
        {
            return null;
        }

        JsonArray arguments = new(Tensor(layer, call, output));
        foreach ((string keyword, JsonNode? value) in keywords.Where(entry => entry.Value is not null && entry.Key != "name"))
        {
            switch (keyword)
            {
                case "y":
                    arguments.Add(value is JsonArray and [var other, var itsCall, var itsOutput]
                        ? Tensor(other, itsCall, itsOutput)
                        : value!.DeepClone());
                    break;
                case "axis" when operation == "Softmax":
                    config["axis"] = value!.DeepClone();
                    break;
                default:
                    return null;
            }
        }

        return new JsonObject { ["args"] = arguments, ["kwargs"] = new JsonObject() };
    }

    private static JsonObject Tensor(JsonNode? layer, JsonNode? call, JsonNode? output) => new()
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject { ["keras_history"] = new JsonArray(layer?.DeepClone(), call?.DeepClone(), output?.DeepClone()) },
    };
}
