using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>What a functional model does between its layers without one: <c>x * y</c>, <c>x / 127.5 - 1</c>, <c>keras.ops.relu(x)</c>.
/// Keras files each as a node of its own, of a module <c>keras.src.ops</c>, without a group of weights.</summary>
/// <remarks>Where a layer of Keras does the same, it is read as that layer, and goes back into a file as it.</remarks>
internal static class OperationReader
{
    /// <summary>Whether an object of config.json is an operation.</summary>
    public static bool IsOperation(JsonObject layer) =>
        KerasObject.Text(layer["module"])?.StartsWith("keras.src.ops", StringComparison.Ordinal) == true;

    /// <summary>The layer that does what an operation does.</summary>
    /// <param name="className">The operation's class.</param>
    /// <param name="config">Its options.</param>
    /// <param name="calls">Its calls, with the constants in their arguments.</param>
    /// <param name="inputs">The shapes of what it is called on first.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ModelFileException">Weft has no layer that does the same.</exception>
    public static Layer Read(string? className, KerasConfig config, IReadOnlyList<InboundCall> calls, Shape[] inputs, string name)
    {
        OperationCall call = new(className ?? "", config, calls[0].Arguments, inputs);
        Layer? layer = calls.Count == 1
            ? ArithmeticOperations.Read(call) ?? ShapeOperations.Read(call) ?? CompositeOperations.Read(call, name)
            : null;
        return layer is not null ? layer with { Name = name } : throw new ModelFileException(
            $"{className ?? "an operation"} '{name}': expected an operation that Weft has a layer for, got keras.ops' {className} on "
                + $"{string.Join(" and ", inputs.Select(input => input.ToBatchString()))}. "
            + "Save the model without it.");
    }
}

/// <summary>An operation and what it is called with.</summary>
/// <param name="Name">Its class: <c>TrueDivide</c>.</param>
/// <param name="Config">Its options.</param>
/// <param name="Arguments">What it is called with, constants among it.</param>
/// <param name="Inputs">The shapes of the tensors among the arguments.</param>
internal sealed record OperationCall(string Name, KerasConfig Config, JsonArray Arguments, Shape[] Inputs)
{
    /// <summary>The rank of the first input, its batch counted.</summary>
    public int Rank => Inputs[0].Rank + 1;

    /// <summary>The matrix of constants that is an argument; null where that one is none.</summary>
    public Tensor? Matrix(int argument)
    {
        JsonNode? value = argument < Arguments.Count && Arguments[argument] is JsonObject constant
            && KerasObject.Text(constant["class_name"]) == "__tensor__" ? KerasObject.Member(constant, "config", "value") : null;
        float[][] rows = [.. (value as JsonArray ?? []).Select(row =>
            (row as JsonArray ?? []).Select(number => (float)(KerasConfig.AsNumber(number) ?? double.NaN)).ToArray())];
        return rows.Length > 0 && rows[0].Length > 0
            && Array.TrueForAll(rows, row => row.Length == rows[0].Length && Array.TrueForAll(row, float.IsFinite))
            ? new Tensor([rows.Length, rows[0].Length], [.. rows.SelectMany(row => row)])
            : null;
    }

    /// <summary>The number that is an argument; null where that one is none.</summary>
    public double? Number(int argument) => argument < Arguments.Count ? KerasConfig.AsNumber(Arguments[argument]) : null;

    /// <summary>Axes of the first input, the batch counted as 0, in ascending order; null where there are none, or the batch is among
    /// them.</summary>
    public int[]? Axes(string option = "axis")
    {
        if (!Config.Has(option))
        {
            return null;
        }

        int[] axes = [.. Config.Integers(option).Select(axis => axis < 0 ? axis + Rank : axis).Order()];
        return axes.Length > 0 && axes[0] > 0 && axes[^1] < Rank && axes.Distinct().Count() == axes.Length ? axes : null;
    }
}
