using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Arithmetic with a number that a functional model does between its layers, such as <c>x / 127.5 - 1</c>: Keras files each operation as a node of its own.</summary>
internal static class ScalarOperation
{
    /// <summary>The rescaling that does the same; null where the node is no such operation.</summary>
    /// <param name="node">The node: its class, and in the arguments of its call the tensor and the number.</param>
    /// <param name="className">Its class.</param>
    /// <param name="name">The name of the layer.</param>
    public static Layer? Read(JsonObject node, string? className, string name)
    {
        bool isOperation = KerasObject.Text(node["module"])?.StartsWith("keras.src.ops", StringComparison.Ordinal) == true;
        if (!isOperation || node["inbound_nodes"] is not JsonArray { Count: 1 } calls || calls[0]?["args"] is not JsonArray { Count: 2 } arguments)
        {
            return null;
        }

        double? left = KerasConfig.AsNumber(arguments[0]), right = KerasConfig.AsNumber(arguments[1]);
        return (className, left, right) switch
        {
            ("TrueDivide" or "Divide", null, { } by) => new Rescaling(1 / by) { Name = name },
            ("Multiply", _, _) when (left ?? right) is { } factor => new Rescaling(factor) { Name = name },
            ("Add", _, _) when (left ?? right) is { } addend => new Rescaling(1, addend) { Name = name },
            ("Subtract", null, { } subtrahend) => new Rescaling(1, -subtrahend) { Name = name },
            ("Subtract", { } minuend, null) => new Rescaling(-1, minuend) { Name = name },
            _ => null,
        };
    }
}
