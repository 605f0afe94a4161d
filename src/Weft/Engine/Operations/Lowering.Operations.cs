using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine.Operations;

/// <content>The rules of what Keras files as operations between layers.</content>
internal sealed partial class Lowering
{
    private Operand LowerOperation(Layer layer, Operand x, Shape shape) => layer switch
    {
        UnaryOperation unary => Unary(x, KindOf(unary.Function), unary.Number),
        ClipOperation clip => Unary(Unary(x, UnaryKind.Maximum, clip.Low), UnaryKind.Minimum, clip.High),
        ReduceOperation reduce => View(Reduced(reduce, x), shape),
        TransposeOperation transpose =>
            Step("transposition", x, shape, (_, input, output) =>
                new SelectStep(SelectStep.Transposed(transpose, x.Shape, shape), input, output)),
        GetItemOperation item => Part(item, x, shape),
        MatmulOperation product =>
            Add(new DenseOperation(shape, x, new Weight("constant", product.Matrix.Shape, trainable: false, product.Matrix.Values),
                bias: null)),
        _ => throw new NotSupportedException($"{layer}: the engine has no rule for this layer."),
    };

    private Operand Part(GetItemOperation item, Operand x, Shape shape) =>
        Step("part", x, shape, (_, input, output) => new SelectStep(SelectStep.Taken(item, x.Shape), input, output));

    private Operand Gated(Operand x)
    {
        Shape shape = Activation.Glu.OutputShape(x.Shape, nameof(Activation.Glu));
        Operand gate = Activate(Half(shape[^1]), Activation.Sigmoid);
        return Reduce(BinaryKind.Multiply, [Half(0), gate]);

        Operand Half(int start) => Part(new GetItemOperation([.. Enumerable.Repeat(default(AxisPart), shape.Rank - 1), new AxisPart(start, start + shape[^1])]), x, shape);
    }

    private Operand Divide(Operand left, Operand right) => Reduce(BinaryKind.Multiply, [left, Unary(right, UnaryKind.Reciprocal, 0)]);

    private Operand Stack(StackOperation layer, Operand[] inputs, Shape shape)
    {
        int axis = layer.SampleAxis(shape.Rank);
        Shape one = new([.. shape.Select((extent, i) => i == axis ? 1 : extent)]);
        return inputs.Length == 1 ? View(inputs[0], shape)
            : Add(new ConcatenateOperation(axis, shape, [.. inputs.Select(input => View(input, one))]));
    }

    private Operand Unary(Operand x, UnaryKind kind, double number) =>
        Step($"{kind}", x, x.Shape, (_, input, output) => new UnaryStep(kind, (float)number, input, output));

    // With its axes kept, so that what is left can be taken from the input again.
    private Operand Reduced(ReduceOperation layer, Operand x)
    {
        int[] axes = layer.AxesOf(x.Shape);
        Shape kept = layer.Kept(x.Shape);
        return layer.Reduction switch
        {
            Reduction.Sum => Over(x, ReduceKind.Sum),
            Reduction.Mean => Mean(x),
            Reduction.Max => Over(x, ReduceKind.Maximum),
            Reduction.Min => Over(x, ReduceKind.Minimum),
            Reduction.Var => Variance(),
            _ => Unary(Variance(), UnaryKind.Sqrt, 0),
        };

        Operand Over(Operand values, ReduceKind kind) =>
            Step($"{layer.Reduction}", values, kept, (_, input, output) => new ReduceStep(kind, axes, input, output));

        Operand Mean(Operand values) =>
            Add(new RescalingOperation(new Rescaling((double)kept.Size / x.Shape.Size), Over(values, ReduceKind.Sum)));

        Operand Variance() => Mean(Unary(Reduce(BinaryKind.Subtract, [x, Mean(x)]), UnaryKind.Square, 0));
    }

    private static UnaryKind KindOf(UnaryFunction function) => function switch
    {
        UnaryFunction.Absolute => UnaryKind.Absolute,
        UnaryFunction.Square => UnaryKind.Square,
        UnaryFunction.Sqrt => UnaryKind.Sqrt,
        UnaryFunction.Rsqrt => UnaryKind.Rsqrt,
        UnaryFunction.Reciprocal => UnaryKind.Reciprocal,
        UnaryFunction.Log => UnaryKind.Log,
        UnaryFunction.Log1p => UnaryKind.Log1p,
        UnaryFunction.Sign => UnaryKind.Sign,
        UnaryFunction.Floor => UnaryKind.Floor,
        UnaryFunction.Ceil => UnaryKind.Ceil,
        UnaryFunction.Power => UnaryKind.Power,
        UnaryFunction.TrueDivide => UnaryKind.TrueDivide,
        UnaryFunction.Maximum => UnaryKind.Maximum,
        UnaryFunction.Minimum => UnaryKind.Minimum,
        _ => throw new NotSupportedException($"{function}: the engine has no rule for this function."),
    };
}
