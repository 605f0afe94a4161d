using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>What a functional model does between its layers without one: arithmetic with a number, such as <c>x / 127.5 - 1</c>, and functions, such as <c>keras.ops.relu(x)</c>. Keras files each as a node of its own.</summary>
internal static class GraphOperation
{
    /// <summary>The layer that does the same; null where the node is a layer, or an operation that no layer does.</summary>
    /// <param name="node">The node: its class, and in the arguments of its call the tensor and the number.</param>
    /// <param name="className">Its class.</param>
    /// <param name="config">Its options, for errors.</param>
    public static Layer? Read(JsonObject node, string? className, KerasConfig config)
    {
        bool isOperation = KerasObject.Text(node["module"])?.StartsWith("keras.src.ops", StringComparison.Ordinal) == true;
        if (!isOperation || node["inbound_nodes"] is not JsonArray { Count: 1 } calls || KerasObject.Member(calls[0], "args") is not JsonArray arguments)
        {
            return null;
        }

        return arguments.Count switch
        {
            1 => ActivationCodec.OfOperation(className, config) is { } function ? new ActivationLayer(function) : null,
            2 => Arithmetic(className, KerasConfig.AsNumber(arguments[0]), KerasConfig.AsNumber(arguments[1])),
            _ => null,
        };
    }

    private static Rescaling? Arithmetic(string? className, double? left, double? right) => (className, left, right) switch
    {
        ("TrueDivide" or "Divide", null, { } by) => new Rescaling(1 / by),
        ("Multiply", _, _) when (left ?? right) is { } factor => new Rescaling(factor),
        ("Add", _, _) when (left ?? right) is { } addend => new Rescaling(1, addend),
        ("Subtract", null, { } subtrahend) => new Rescaling(1, -subtrahend),
        ("Subtract", { } minuend, null) => new Rescaling(-1, minuend),
        _ => null,
    };
}
