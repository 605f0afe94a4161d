using Weft.Layers;

namespace Weft.Formats;

/// <summary>Operations that work value by value: arithmetic of tensors and numbers, functions.</summary>
internal static class ArithmeticOperations
{
    /// <summary>The layer that does the same; null where there is none.</summary>
    public static Layer? Read(OperationCall call) => call.Inputs.Length switch
    {
        1 when call.Arguments.Count == 1 => Function(call),
        1 when call.Arguments.Count == 2 => WithNumber(call.Name, call.Number(0), call.Number(1))
            ?? (call.Name == "Matmul" && call.Matrix(1) is { } matrix ? new MatmulOperation(matrix) : null),
        2 when call.Arguments.Count == 2 && call.Inputs[0].Rank == call.Inputs[1].Rank => OfTwo(call.Name),
        _ => null,
    };

    private static Layer? Function(OperationCall call) => call.Name switch
    {
        "Negative" => new Rescaling(-1),
        "Exp" => new ActivationLayer(Activation.Exponential),
        "Clip" => new ClipOperation(call.Config.Number("x_min"), call.Config.Number("x_max")),
        "Cast" when call.Config.OptionalText("dtype") == "float32" => new ActivationLayer(Activation.Linear),
        _ when Enum.TryParse(call.Name, out UnaryFunction function) && !new UnaryOperation(function).HasNumber =>
            new UnaryOperation(function),
        _ => ActivationCodec.OfOperation(call.Name, call.Config) is { } function ? new ActivationLayer(function) : null,
    };

    private static Layer? WithNumber(string name, double? left, double? right) => (name, left, right) switch
    {
        ("TrueDivide" or "Divide", null, { } by) => new Rescaling(1 / by),
        ("Multiply", _, _) when (left ?? right) is { } factor => new Rescaling(factor),
        ("Add", _, _) when (left ?? right) is { } addend => new Rescaling(1, addend),
        ("Subtract", null, { } subtrahend) => new Rescaling(1, -subtrahend),
        ("Subtract", { } minuend, null) => new Rescaling(-1, minuend),
        ("TrueDivide" or "Divide", { } dividend, null) => new UnaryOperation(UnaryFunction.TrueDivide, dividend),
        ("Power", null, { } exponent) => new UnaryOperation(UnaryFunction.Power, exponent),
        ("Maximum", _, _) when (left ?? right) is { } least => new UnaryOperation(UnaryFunction.Maximum, least),
        ("Minimum", _, _) when (left ?? right) is { } most => new UnaryOperation(UnaryFunction.Minimum, most),
        _ => null,
    };

    // Of tensors with as many axes as each other: NumPy's broadcasting and Keras' layers' differ otherwise.
    private static MergeLayer? OfTwo(string name) => name switch
    {
        "Add" => new Add(),
        "Subtract" => new Subtract(),
        "Multiply" => new Multiply(),
        "Maximum" => new Maximum(),
        "Minimum" => new Minimum(),
        "TrueDivide" or "Divide" => new DivideOperation(),
        "Matmul" => new ProductOperation(),
        _ => null,
    };
}
