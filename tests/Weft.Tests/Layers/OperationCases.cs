using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>What Keras files as operations between layers.</summary>
internal static class OperationCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        .. Images("absolute", Of(UnaryFunction.Absolute)),
        .. Images("square", Of(UnaryFunction.Square)),
        .. Images("sqrt", Positive, Of(UnaryFunction.Sqrt)),
        .. Images("rsqrt", Positive, Of(UnaryFunction.Rsqrt)),
        .. Images("reciprocal", Positive, Of(UnaryFunction.Reciprocal)),
        .. Images("log", Positive, Of(UnaryFunction.Log)),
        .. Images("log1p", Positive, Of(UnaryFunction.Log1p)),
        new("sign", [9], 5, new SparseCategoricalCrossentropy(), Of(UnaryFunction.Sign), new Dense(3, Activation.Softmax)),
        new("floor", [9], 5, new SparseCategoricalCrossentropy(), new Rescaling(3), Of(UnaryFunction.Floor), new Dense(3, Activation.Softmax)),
        new("ceil", [9], 5, new SparseCategoricalCrossentropy(), new Rescaling(3), Of(UnaryFunction.Ceil), new Dense(3, Activation.Softmax)),
        .. Images("power of 2", new UnaryOperation(UnaryFunction.Power, 2)),
        .. Images("power of 1.5", Positive, new UnaryOperation(UnaryFunction.Power, 1.5)),
        .. Images("a number divided", Positive, new UnaryOperation(UnaryFunction.TrueDivide, 0.5)),
        .. Images("at least", new UnaryOperation(UnaryFunction.Maximum, 0.125)),
        .. Images("at most", new UnaryOperation(UnaryFunction.Minimum, 0.125)),
        .. Images("clipped", new ClipOperation(-0.25, 0.125)),
        .. Images("sum of rows", new ReduceOperation(Reduction.Sum, [1])),
        .. Images("mean of columns and channels", new ReduceOperation(Reduction.Mean, [2, -1], keepDims: true)),
        .. Images("largest of channels", new ReduceOperation(Reduction.Max, [-1])),
        .. Images("smallest of rows and channels", new ReduceOperation(Reduction.Min, [1, 3], keepDims: true)),
        .. Images("variance", Curved, new ReduceOperation(Reduction.Var, [1, 2])),
        .. Images("deviation", Curved, new ReduceOperation(Reduction.Std, [2])),
        .. Images("transposed", new TransposeOperation(0, 3, 1, 2)),
        .. Images("mirrored in steps", new GetItemOperation(new AxisPart(Step: -1), new AxisPart(Step: 2))),
        .. Images("a row's part", new GetItemOperation(new AxisPart(Place: -1), new AxisPart(1, -1))),
        .. Images("backwards from the last but one", new GetItemOperation(new AxisPart(-2, null, -1), default, new AxisPart(-1))),
        new("product with a constant", [6], 5, new SparseCategoricalCrossentropy(), new Dense(4, Activation.Tanh), new MatmulOperation(new Tensor([4, 3], [.. Enumerable.Range(0, 12).Select(i => MathF.Sin(i))])), new Dense(3, Activation.Softmax)),
    ];

    private static ActivationLayer Positive => new(Activation.Exponential);

    // Without it a bias before a variance has no gradient, and rounding alone would be compared.
    private static ActivationLayer Curved => new(Activation.Tanh);

    private static UnaryOperation Of(UnaryFunction function) => new(function);

    /// <summary>On the input, and behind a convolution.</summary>
    private static IEnumerable<LayerCase> Images(string name, params Layer[] layers)
    {
        yield return new($"op: {name}", [4, 3, 2], 5, new SparseCategoricalCrossentropy(), [.. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
        yield return new($"op in: {name}", [6, 5, 2], 9, new SparseCategoricalCrossentropy(), [new Conv2D(4, 3, useBias: false), .. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
    }
}
