using Weft.Kernels;

namespace Weft.Engine.Operations;

/// <summary>The same memory seen as another shape.</summary>
internal sealed class ViewOperation(Shape shape, Operand input) : Operation(shape, input)
{
    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => throw new InvalidOperationException("A view needs no step.");

    public override string ToString() => $"view as {Output.Shape}";
}

/// <summary>A function of every value, or of every row.</summary>
internal sealed class ActivationOperation(Activation function, Operand input) : Operation(input.Shape, input)
{
    public Activation Function { get; } = function;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => SoftmaxStep.Takes(Function.Kind)
        ? new SoftmaxStep(Function.Kind, new AxisRows(output.Shape, [output.Shape.Rank - 1]), inputs[0], output, emission.Arena)
        : new ActivationStep(Function, inputs[0], output);

    public override string ToString() => $"{Function.Kind}";
}

/// <summary>The sum of two operands of one shape, with the ReLU behind it.</summary>
internal sealed class AddOperation(Operand left, Operand right) : Operation(left.Shape, left, right)
{
    /// <summary>Whether a ReLU ends it.</summary>
    public bool Relu { get; set; }

    public override bool CanShareGradient(int input) => true;

    public override bool AddsGradient(int input) => true;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new AddStep(inputs[0], inputs[1], output, Relu);

    public override string ToString() => $"sum{(Relu ? " + ReLU" : "")}";
}

/// <summary>Arithmetic of two operands, extents of 1 repeated.</summary>
internal sealed class BinaryOperation(BinaryKind kind, Shape shape, Operand left, Operand right) : Operation(shape, left, right)
{
    public override bool AddsGradient(int input) => true;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new BinaryStep(kind, inputs[0], inputs[1], output);

    public override string ToString() => $"{kind}";
}

/// <summary>Operands one behind another along an axis.</summary>
internal sealed class ConcatenateOperation(int axis, Shape shape, IReadOnlyList<Operand> inputs) : Operation(shape, inputs)
{
    public override bool AddsGradient(int input) => true;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new ConcatenateStep(axis, inputs, output);

    public override string ToString() => "concatenation";
}
