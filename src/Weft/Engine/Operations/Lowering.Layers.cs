using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine.Operations;

/// <content>The rule of each layer: first those that most networks are made of, so that a start need not look at all the others.</content>
internal sealed partial class Lowering
{
    private Operand Lower(BuiltLayer built, Operand x, Shape shape)
    {
        IReadOnlyList<Weight> weights = built.Weights;
        switch (built.Layer)
        {
            case Conv2D conv:
                return Activate(Add(new ConvolutionOperation(conv, x, weights[0], weights.ElementAtOrDefault(1))), conv.Activation);
            case Dense dense:
                return Activate(Add(new DenseOperation(dense.LinearShape(x.Shape), x, weights[0], weights.ElementAtOrDefault(1))), dense.Activation);
            case BatchNormalization norm:
                return Along(norm.ChannelAxis(shape), x, channelsLast =>
                    Add(new NormalizationOperation(norm, BatchNormWeights.Of(built), _options.Training && norm.Trainable, channelsLast)));
            case Pooling2D pool:
                return Pool(x, shape, PoolStep.ShapeOf(pool, x.Shape), pool is MaxPooling2D);
            case GlobalPooling2D pool:
                return Pool(x, shape, PoolStep.Global(x.Shape), pool is GlobalMaxPooling2D);
            case Flatten or Reshape:
                return View(x, shape);
            case ActivationLayer activation:
                return Activate(x, activation.Function);
            case ReLU relu:
                return Activate(x, relu.Function);
            default:
                return LowerRarer(built, x, shape);
        }
    }

    private Operand LowerRarer(BuiltLayer built, Operand x, Shape shape)
    {
        IReadOnlyList<Weight> weights = built.Weights;
        switch (built.Layer)
        {
            case DepthwiseConv2D depthwise:
                return Activate(Add(new DepthwiseOperation(depthwise, x, weights[0], weights.ElementAtOrDefault(1))), depthwise.Activation);
            case SeparableConv2D separable:
                Operand spread = Add(new DepthwiseOperation(separable.Depthwise, x, weights[0], null));
                return Activate(Add(new ConvolutionOperation(separable.Pointwise, spread, weights[1], weights.ElementAtOrDefault(2))), separable.Activation);
            case Normalization norm:
                return Step("normalisation", x, shape, (_, input, output) => new NormalizationStep(norm, weights, input, output));
            case PReLU:
                return Step("rectifier with learned slopes", x, shape, (emission, input, output) => new PReLUStep(weights[0], emission.Bind(weights[0]), input, output), weights);
            case LayerScale:
                return Step("scale of channels", x, shape, (emission, input, output) => new LayerScaleStep(weights[0], emission.Bind(weights[0]), input, output), weights);
            case Dropout or SpatialDropout2D or StochasticDepth or GaussianNoise or GaussianDropout or AlphaDropout:
                return _options.Training ? Disturb(built.Layer, x) : x;
            case RandomCrop crop when !_options.Training && _options.GradientsOf.Count > 0:
                // The same picture by a step that has a way back.
                return Resize(ResizeStep.WeightsOf(new Resizing(crop.Height, crop.Width, cropToAspectRatio: true), x.Shape), 0, x, shape);
            case RandomResizedCrop crop when !_options.Training && _options.GradientsOf.Count > 0:
                return Resize(ResizeStep.WeightsOf(new Resizing(crop.Height, crop.Width), x.Shape), 0, x, shape);
            case PictureLayer picture:
                return Change(picture, x);
            case ActivityRegularization:
                return x;
            case Rescaling rescaling:
                return Add(new RescalingOperation(rescaling, x));
            case LeakyReLU relu:
                return Activate(x, Activation.LeakyRelu(relu.NegativeSlope));
            case ELU elu:
                return Activate(x, elu.Function);
            case Softmax { IsLastAxis: true }:
                return Activate(x, Activation.Softmax);
            case { IsOperation: true } operation:
                return LowerOperation(operation, x, shape);
            default:
                return LowerRows(built, x, shape) ?? LowerPlaces(built, x, shape) ?? throw new NotSupportedException($"{built}: the engine has no rule for this layer.");
        }
    }

    // A layer that stands for several has keys of its own for each of them.
    private Operand Change(PictureLayer layer, Operand x)
    {
        const int PartBits = 20;
        IReadOnlyList<Layer> parts = layer.Parts;
        for (int i = 0; i < parts.Count; i++)
        {
            ulong part = (ulong)i << PartBits;
            x = parts[i] is PictureLayer picture
                ? Add(new RandomOperation(picture, Key((picture as RandomLayer)?.Seed) + part, x))
                : Add(new RescalingOperation((Rescaling)parts[i], x));
        }

        return x;
    }

    private Operand Pool(Operand x, Shape shape, PoolShape window, bool isMax) =>
        Add(new StepOperation(isMax ? "max pooling" : "average pooling", shape, x, (_, input, output) => new PoolStep(window, isMax, input, output), []) { Adds = true });

    // What happens in training alone.
    private Operand Disturb(Layer layer, Operand x)
    {
        switch (layer)
        {
            case Dropout { Rate: > 0, NoiseShape: { } noise } dropout:
                return Drop(dropout.Rate, dropout.Seed, new Shape([.. noise.Select((extent, i) => extent == -1 ? x.Shape[i] : extent)]), x);
            case Dropout { Rate: > 0 } dropout:
                ulong key = Key(dropout.Seed);
                return Step("dropout", x, x.Shape, (emission, input, output) => new DropoutStep(dropout.Rate, key, input, output, emission.Arena.Floats(emission.Group * x.Shape.Size)));
            case SpatialDropout2D { Rate: > 0 } dropout:
                return Drop(dropout.Rate, dropout.Seed, [1, 1, x.Shape[^1]], x);
            case StochasticDepth { DropPathRate: > 0 } depth:
                return Drop(depth.DropPathRate, seed: null, new Shape([.. x.Shape.Select(_ => 1)]), x);
            case GaussianDropout { Rate: > 0 } dropout:
                ulong factorKey = Key(dropout.Seed);
                return Step("noise of factors", x, x.Shape, (emission, input, output) => new GaussianDropoutStep(dropout.Rate, factorKey, input, output, emission.Arena.Floats(emission.Group * x.Shape.Size)));
            case AlphaDropout { Rate: > 0 } dropout:
                ulong alphaKey = Key(dropout.Seed);
                return Step("alpha dropout", x, x.Shape, (emission, input, output) => new AlphaDropoutStep(dropout.Rate, alphaKey, input, output, emission.Arena.Floats(emission.Group * x.Shape.Size)));
            case GaussianNoise { StandardDeviation: > 0 } noise:
                ulong noiseKey = Key(noise.Seed);
                return Add(new StepOperation("noise", x.Shape, x, (_, input, output) => new GaussianNoiseStep(noise.StandardDeviation, noiseKey, input, output), []) { SharesGradient = true });
            default:
                return x;
        }
    }

    private Operand Drop(double rate, int? seed, Shape noise, Operand x)
    {
        ulong key = Key(seed);
        return Step(
            $"dropout by {noise}", x, x.Shape, (emission, input, output) => new SharedDropoutStep(rate, key, noise, input, output, emission.Arena.Floats(emission.Group * noise.Size)));
    }

    private Operand Merge(MergeLayer layer, Operand[] inputs, Shape shape) => layer switch
    {
        Concatenate concatenate => inputs.Length == 1 ? inputs[0] : Add(new ConcatenateOperation(concatenate.SampleAxis(shape.Rank), shape, inputs)),
        Average => inputs.Length == 1 ? inputs[0] : Add(new RescalingOperation(new Rescaling(1.0 / inputs.Length), Reduce(BinaryKind.Add, inputs))),
        Layers.Add => Reduce(BinaryKind.Add, inputs),
        CustomScaleLayer scaled => Reduce(BinaryKind.Add, [inputs[0], Add(new RescalingOperation(new Rescaling(scaled.Scale), inputs[1]))]),
        Subtract => Reduce(BinaryKind.Subtract, inputs),
        Multiply => Reduce(BinaryKind.Multiply, inputs),
        Maximum => Reduce(BinaryKind.Maximum, inputs),
        Minimum => Reduce(BinaryKind.Minimum, inputs),
        Dot dot => RowProduct(dot, inputs[0], inputs[1], shape),
        ProductOperation => Add(new MatrixProductOperation(shape, inputs[0], inputs[1])),
        DivideOperation => Divide(inputs[0], inputs[1]),
        StackOperation stack => Stack(stack, inputs, shape),
        _ => throw new NotSupportedException($"{layer}: the engine has no rule for this layer."),
    };

    private Operand Reduce(BinaryKind kind, Operand[] inputs) => inputs.Aggregate((left, right) => kind == BinaryKind.Add && left.Shape == right.Shape
        ? Add(new AddOperation(left, right))
        : Add(new BinaryOperation(kind, Broadcast.Shape(left.Shape, right.Shape), left, right)));
}
