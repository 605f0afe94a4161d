using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>From a layer's configuration to the steps of the oracle.</summary>
internal static class OperationFactory
{
    /// <summary>The steps of one use of a layer.</summary>
    public static IEnumerable<Operation> Create(LayerCall call, double[][] weights) => call.Layer.Layer is Dot dot
        ? [new DotOperation(dot, [.. call.Inputs[0].Shape], [.. call.Inputs[1].Shape])]
        : call.Layer.Layer is ProductOperation
        ? [new MatrixProductOperation([.. call.Inputs[0].Shape], [.. call.Inputs[1].Shape])]
        : call.Layer.Layer is MergeLayer merge
        ? [new MergeOperation(merge, [.. call.Inputs.Select(input => input.Shape.ToArray())])]
        : Create(call.Layer.Layer, [.. call.Inputs[0].Shape], weights);

    private static IEnumerable<Operation> Create(Layer layer, int[] input, double[][] weights) => layer switch
    {
        BatchNormalization norm => [new BatchNormalizationOperation(input, norm, weights)],
        Conv2D conv => WithActivation(ConvolutionOperation.Of(conv, input, weights[0], weights.ElementAtOrDefault(1)), conv.Activation),
        Dense dense => WithActivation(new DenseOperation(input, dense.Units, weights[0], weights.ElementAtOrDefault(1)), dense.Activation),
        Pooling2D pooling => [Pool(pooling, input)],
        GlobalPooling2D pooling => [GlobalPool(pooling, input)],
        DepthwiseConv2D depthwise => WithActivation(DepthwiseOperation.Of(depthwise, input, weights[0], weights.ElementAtOrDefault(1)), depthwise.Activation),
        SeparableConv2D separable => Separable(separable, input, weights),
        LayerNormalization norm => [GroupedNormalizationOperation.Of(norm, input, weights)],
        RMSNormalization norm => [GroupedNormalizationOperation.Of(norm, input, weights)],
        UnitNormalization norm => [GroupedNormalizationOperation.Of(norm, input)],
        GroupNormalization norm => [GroupedNormalizationOperation.Of(norm, input, weights)],
        Normalization norm => [new AffineOperation(input, norm, weights)],
        PReLU => [new PReLUOperation(input, weights[0], [.. layer.Weights(new Shape(input))[0].Shape])],
        ZeroPadding2D padding => [ResamplingOperation.Zeros(padding, input)],
        UpSampling2D { Interpolation: Interpolation.Nearest } larger => [ResamplingOperation.Larger(larger, input)],
        UpSampling2D larger => [ResizingOperation.Of(larger, input)],
        Resizing resizing => [ResizingOperation.Of(resizing, input)],
        CenterCrop crop => [ResizingOperation.Of(crop, input)],
        Cropping2D cropping => [RearrangedOperation.Of(cropping, input)],
        Permute permute => [RearrangedOperation.Of(permute, input)],
        RepeatVector repeat => [RearrangedOperation.Of(repeat, input)],
        Conv2DTranspose conv => WithActivation(new ConvTransposeOperation(conv, input, weights[0], weights.ElementAtOrDefault(1)), conv.Activation),
        AdaptivePooling2D pooling => [PoolingOperation.Adaptive(input, pooling.OutputSize.Height, pooling.OutputSize.Width, pooling is AdaptiveMaxPooling2D)],
        Reshape reshape => [ElementwiseOperation.Identity(input, [.. reshape.TargetShape.Select(extent => extent > 0 ? extent : input.Aggregate(1, (a, b) => a * b) / -reshape.TargetShape.Aggregate(1, (a, b) => a * b))])],
        LayerScale => [new ChannelScaleOperation(input, weights[0])],
        SpatialDropout2D or StochasticDepth or GaussianNoise or GaussianDropout or AlphaDropout or Identity => [ElementwiseOperation.Identity(input, input)],
        Flatten => [ElementwiseOperation.Identity(input, [input.Aggregate(1, (a, b) => a * b)])],
        Dropout or RandomLayer or ActivityRegularization => [ElementwiseOperation.Identity(input, input)],
        Rescaling scaling => [new AffineOperation(input, scaling)],
        ActivationLayer activation => [Activate(activation.Function, input)],
        ReLU relu => [new ElementwiseOperation(input, input, x => Rectified(relu, x), x => RectifiedSlope(relu, x), [relu.Threshold, relu.MaxValue ?? double.PositiveInfinity])],
        ELU elu => [Activate(new Activation(ActivationKind.Elu, elu.Alpha), input)],
        LeakyReLU relu => [Activate(Activation.LeakyRelu(relu.NegativeSlope), input)],
        Softmax { Axes: [-1] } => [new SoftmaxOperation(input)],
        Softmax softmax => [new SoftmaxOperation(input, [.. softmax.Axes])],
        UnaryOperation unary => [UnaryFunctions.Of(unary, input)],
        ClipOperation clip => [new ElementwiseOperation(input, input, x => Math.Min(Math.Max(x, clip.Low), clip.High), x => x >= clip.Low && x <= clip.High ? 1 : 0, [clip.Low, clip.High])],
        ReduceOperation reduce => [new ReductionOperation(reduce, input)],
        TransposeOperation transpose => [SelectionOperation.Transposed([.. transpose.Axes], input)],
        GetItemOperation item => [SelectionOperation.Taken([.. item.Parts], input)],
        MatmulOperation product => [new ConstantProductOperation(input[0], product.Matrix.Shape[1], [.. product.Matrix.Span.ToArray().Select(value => (double)value)])],
        _ => throw new ArgumentOutOfRangeException(nameof(layer), $"The oracle does not know {layer}."),
    };

    private static IEnumerable<Operation> WithActivation(Operation operation, Activation activation)
    {
        yield return operation;
        if (activation.Kind != ActivationKind.Linear)
        {
            yield return Activate(activation, operation.Output);
        }
    }

    private static IEnumerable<Operation> Separable(SeparableConv2D layer, int[] input, double[][] weights)
    {
        DepthwiseConv2D first = new(layer.KernelSize, null, layer.Strides, layer.Padding, layer.DepthMultiplier, useBias: false) { DilationRate = layer.DilationRate };
        Operation depthwise = DepthwiseOperation.Of(first, input, weights[0], null);
        return [depthwise, .. WithActivation(ConvolutionOperation.Of(new Conv2D(layer.Filters, 1), depthwise.Output, weights[1], weights.ElementAtOrDefault(2)), layer.Activation)];
    }

    private static Operation Activate(Activation activation, int[] extents) => activation.Kind switch
    {
        ActivationKind.Softmax => new SoftmaxOperation(extents),
        ActivationKind.LogSoftmax => RowOperation.LogSoftmax(extents),
        ActivationKind.Sparsemax => RowOperation.Sparsemax(extents),
        ActivationKind.Glu => new GluOperation(extents),
        _ => ElementwiseOperation.Of(ActivationFunction.Of(activation), extents),
    };

    private static double Rectified(ReLU relu, double x) =>
        x > relu.Threshold ? Math.Min(x, relu.MaxValue ?? double.PositiveInfinity) : relu.NegativeSlope * (x - relu.Threshold);

    private static double RectifiedSlope(ReLU relu, double x) => x > relu.Threshold ? (x > relu.MaxValue ? 0 : 1) : relu.NegativeSlope;

    private static PoolingOperation Pool(Pooling2D layer, int[] input)
    {
        bool same = layer.Padding == Padding.Same;
        Window rows = new(input[0], layer.PoolSize.Height, layer.Strides.Height, 1, same);
        Window columns = new(input[1], layer.PoolSize.Width, layer.Strides.Width, 1, same);
        return new PoolingOperation(input[2], rows, columns, layer is MaxPooling2D, [rows.Count, columns.Count, input[2]]);
    }

    private static PoolingOperation GlobalPool(GlobalPooling2D layer, int[] input)
    {
        Window rows = new(input[0], input[0], 1, 1, same: false);
        Window columns = new(input[1], input[1], 1, 1, same: false);
        return new PoolingOperation(input[2], rows, columns, layer is GlobalMaxPooling2D, layer.KeepDims ? [1, 1, input[2]] : [input[2]]);
    }
}
