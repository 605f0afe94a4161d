using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>The rule of each layer.</summary>
/// <param name="writer">Where nodes go.</param>
internal sealed class LayerRules(LayerWriter writer)
{
    /// <exception cref="ModelFileException">ONNX has no operators for the layer.</exception>
    public OnnxValue Write(BuiltLayer built, OnnxValue[] inputs, Shape output, WindowWriter.Fold? fold)
    {
        OnnxValue x = inputs[0];
        switch (built.Layer)
        {
            case Conv2D or DepthwiseConv2D or SeparableConv2D:
                return Then(WindowWriter.Conv(writer, built, x, ((ConvolutionLayer)built.Layer).LinearShape(x.Shape), fold), built.Layer);
            case Conv2DTranspose conv:
                return Then(WindowWriter.Transposed(writer, built, conv, x, conv.LinearShape(x.Shape)), conv);
            case Dense dense:
                return Then(ProductWriter.Dense(writer, built, x, dense.LinearShape(x.Shape), fold), dense);
            case MergeLayer merge:
                return MergeWriter.Write(writer, merge, inputs, output);
            case Pooling2D pool:
                return WindowWriter.Pool(writer, pool, x, output);
            case GlobalPooling2D pool:
                return WindowWriter.Global(writer, pool, x, output);
            case AdaptivePooling2D pool:
                return ResamplingWriter.Adaptive(writer, pool, x, output);
            case BatchNormalization:
                return NormalizationWriter.Batch(writer, built, x);
            case Normalization norm:
                return NormalizationWriter.Given(writer, built, norm, x);
            case GroupNormalization norm:
                return NormalizationWriter.Group(writer, built, norm, x);
            case LayerNormalization or RMSNormalization or UnitNormalization:
                return NormalizationWriter.Axes(writer, built, x);
            case Rescaling rescaling:
                return NormalizationWriter.Rescale(writer, rescaling, x);
            case LayerScale:
                return NormalizationWriter.Scaled(writer, x, built.Weights[0].Span.ToArray(), new float[output[^1]]);
            case Softmax softmax:
                return Softmax(softmax, x);
            case PReLU:
                return Rectifier(built, x);
            case RandomCrop crop:
                return ResamplingWriter.Resize(writer, new Resizing(crop.Height, crop.Width, cropToAspectRatio: true), x, output);
            case RandomResizedCrop crop:
                return ResamplingWriter.Resize(writer, new Resizing(crop.Height, crop.Width), x, output);
            case ActivationLayer or ReLU or ELU or LeakyReLU:
                return ActivationWriter.Write(writer, x, FunctionOf(built.Layer));
            default:
                return Places(built.Layer, x, output);
        }
    }

    private OnnxValue Places(Layer layer, OnnxValue x, Shape output)
    {
        switch (layer)
        {
            case Flatten:
                return ShapeWriter.Flatten(writer, x, output);
            case Reshape:
                return ShapeWriter.Reshape(writer, x, output);
            case Permute permute:
                return ShapeWriter.Permute(writer, x, [.. permute.Dims.Select(axis => axis - 1)], output);
            case TransposeOperation transpose:
                return ShapeWriter.Permute(writer, x, [.. transpose.Axes.Skip(1).Select(axis => axis - 1)], output);
            case RepeatVector:
                return ShapeWriter.Repeat(writer, x, output);
            case Cropping2D crop:
                return ShapeWriter.Crop(writer, crop, x, output);
            case CenterCrop crop:
                return Places(crop.For(x.Shape), x, output);
            case Resizing resizing:
                return ResamplingWriter.Resize(writer, resizing, x, output);
            case UpSampling2D larger:
                return ResamplingWriter.Enlarge(writer, larger, x, output);
            case GetItemOperation item:
                return ShapeWriter.Part(writer, item, x, output);
            case ReduceOperation reduce:
                return ShapeWriter.Reduce(writer, reduce, x, output);
            case MatmulOperation product:
                return ProductWriter.Constant(writer, product, x, output);
            case UnaryOperation unary:
                return x with { Name = Unary(unary, x.Name) };
            case ClipOperation clip:
                return x with
                {
                    Name = writer.Graph.Add("Clip",
                    [x.Name, writer.Graph.Number((float)clip.Low), writer.Graph.Number((float)clip.High)])
                };
            case Identity or ActivityRegularization or PictureLayer { ActsInPrediction: false } or Dropout or SpatialDropout2D or StochasticDepth or GaussianNoise
                or GaussianDropout or AlphaDropout:
                return x;
            default:
                throw new ModelFileException("expected a layer that ONNX has operators for.");
        }
    }

    private OnnxValue Then(OnnxValue made, Layer layer) => layer.LastActivation is { Kind: not ActivationKind.Linear } function
        ? ActivationWriter.Write(writer, made, function) : made;

    private static Activation FunctionOf(Layer layer) => layer switch
    {
        ActivationLayer activation => activation.Function,
        ReLU relu => relu.Function,
        ELU elu => elu.Function,
        _ => Activation.LeakyRelu(((LeakyReLU)layer).NegativeSlope),
    };

    private OnnxValue Softmax(Softmax layer, OnnxValue x)
    {
        GraphBuilder graph = writer.Graph;
        x = x.Flattened is null ? x : writer.Plain(x);
        int[] places = [.. layer.AxesOf(x.Shape).Select(x.Place)];
        if (places is [var only])
        {
            return x with { Name = graph.Add("Softmax", [x.Name], Attribute.Int("axis", only)) };
        }

        string raised = graph.Add("Exp", [graph.Add("Sub", [x.Name, graph.Reduce("ReduceMax", x.Name, places, keepDims: true)])]);
        return x with { Name = graph.Add("Div", [raised, graph.Reduce("ReduceSum", raised, places, keepDims: true)]) };
    }

    private OnnxValue Rectifier(BuiltLayer built, OnnxValue x)
    {
        x = x.Flattened is null ? x : writer.Plain(x);
        Weight alpha = built.Weights[0];
        string slopes = writer.Weight(alpha, string.Join(",", x.Order), values =>
            ([.. x.Order.Select(axis => alpha.Shape[axis])], LayerWriter.Turned(values, alpha.Shape, x.Order)));
        return x with { Name = writer.Graph.Add("PRelu", [x.Name, slopes]) };
    }

    private string Unary(UnaryOperation layer, string x)
    {
        GraphBuilder graph = writer.Graph;
        string number = layer.HasNumber ? graph.Number((float)layer.Number) : "";
        return layer.Function switch
        {
            UnaryFunction.Absolute => graph.Add("Abs", [x]),
            UnaryFunction.Square => graph.Add("Mul", [x, x]),
            UnaryFunction.Sqrt => graph.Add("Sqrt", [x]),
            UnaryFunction.Rsqrt => graph.Add("Reciprocal", [graph.Add("Sqrt", [x])]),
            UnaryFunction.Reciprocal => graph.Add("Reciprocal", [x]),
            UnaryFunction.Log => graph.Add("Log", [x]),
            UnaryFunction.Log1p => graph.Add("Log", [graph.Add("Add", [x, graph.Number(1)])]),
            UnaryFunction.Sign => graph.Add("Sign", [x]),
            UnaryFunction.Floor => graph.Add("Floor", [x]),
            UnaryFunction.Ceil => graph.Add("Ceil", [x]),
            UnaryFunction.Power => graph.Add("Pow", [x, number]),
            UnaryFunction.TrueDivide => graph.Add("Div", [number, x]),
            UnaryFunction.Maximum => graph.Add("Max", [x, number]),
            UnaryFunction.Minimum => graph.Add("Min", [x, number]),
            _ => throw new ModelFileException($"expected a function that ONNX has, got {layer.Function}."),
        };
    }
}
