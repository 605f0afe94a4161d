using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Engine;

/// <content>Which steps each layer becomes, and which neighbours it takes in.</content>
internal sealed partial class PlanCompiler
{
    private void AddAll(LayerQueue queue, ActivationKind skipped)
    {
        while (queue.TryTake(out BuiltLayer? built))
        {
            (int step, int place) = (_steps.Count, queue.Position);
            Add(built, queue, queue.IsEmpty ? skipped : ActivationKind.Linear);
            foreach (Step added in _steps[step..].Where(added => added.Layers.Count == 0))
            {
                added.Layers = [built, .. queue.TakenSince(place)];
            }
        }
    }

    private void Add(BuiltLayer built, LayerQueue queue, ActivationKind skipped)
    {
        switch (built.Layer)
        {
            case Conv2D conv:
                AddConvolution(conv, built, queue);
                break;
            case Dense dense:
                AddDense(dense, built, queue, skipped);
                break;
            case BatchNormalization:
                AddNormalization(built, addend: null, queue.TakeRelu());
                break;
            case Residual residual:
                AddResidual(residual, built, queue);
                break;
            case DepthwiseConv2D depthwise:
                AddDepthwise(depthwise, Bind(built), depthwise.Activation, built.InputShape, queue);
                break;
            case SeparableConv2D separable:
                AddSeparable(separable, built, queue);
                break;
            case LayerNormalization norm:
                AddLayerNormalization(norm, built);
                break;
            case Normalization norm:
                Add(output => new NormalizationStep(norm, built.Weights, _value, output), built.OutputShape);
                break;
            case PReLU:
                Parameter? slope = Bind(built.Weights[0]);
                Add(output => new PReLUStep(built.Weights[0], slope, _value, output), built.OutputShape, slope is not null);
                break;
            case ZeroPadding2D padding:
                Add(output => new GatherStep(GatherStep.ZerosAround(padding, built.InputShape, built.OutputShape), _value, output), built.OutputShape);
                break;
            case UpSampling2D enlarging:
                Add(output => new GatherStep(GatherStep.Enlarged(enlarging, built.InputShape, built.OutputShape), _value, output), built.OutputShape);
                break;
            case Pooling2D pool:
                Add(output => new PoolStep(PoolStep.ShapeOf(pool, built.InputShape), pool is MaxPooling2D, _value, output), built.OutputShape);
                break;
            case GlobalPooling2D pool:
                Add(output => new PoolStep(PoolStep.Global(built.InputShape), pool is GlobalMaxPooling2D, _value, output), built.OutputShape);
                break;
            case Flatten or Reshape:
                _value = new Value(built.OutputShape, _value.Data, _value.Gradient);
                break;
            case Dropout { Rate: > 0 } dropout when _options.Training:
                AddDropout(dropout, built);
                break;
            case SpatialDropout2D { Rate: > 0 } dropout when _options.Training:
                Slab kept = _arena.Floats(_group * built.OutputShape[^1]);
                Add(output => new SpatialDropoutStep(dropout.Rate, Key(dropout.Seed, built), _value, output, kept), built.OutputShape);
                break;
            case GaussianNoise { StandardDeviation: > 0 } noise when _options.Training:
                AddInPlace(output => new GaussianNoiseStep(noise.StandardDeviation, Key(noise.Seed, built), _value, output), built.OutputShape);
                break;
            case Dropout or SpatialDropout2D or GaussianNoise:
                break;
            case RandomLayer random:
                AddRandom(random, built);
                break;
            case Rescaling rescaling:
                Add(output => new RescalingStep(new RescalingConstants(rescaling), _value, output), built.OutputShape);
                break;
            case ActivationLayer activation:
                AddActivation(activation.Function, skipped);
                break;
            case ReLU relu:
                AddActivation(relu.Function, skipped);
                break;
            case LeakyReLU relu:
                AddActivation(Activation.LeakyRelu(relu.NegativeSlope), skipped);
                break;
            case Softmax softmax when softmax.IsLastAxis:
                AddActivation(Activation.Softmax, skipped);
                break;
            case Softmax softmax:
                Add(output => new SoftmaxStep(ActivationKind.Softmax, new AxisRows(output.Shape, softmax.AxesOf(output.Shape)), _value, output, _arena), built.OutputShape);
                break;
            case ELU elu:
                AddActivation(elu.Function, skipped);
                break;
            default:
                throw new NotSupportedException($"{built}: the engine has no step for this layer.");
        }
    }

    private void AddConvolution(Conv2D conv, BuiltLayer built, LayerQueue queue)
    {
        ConvStep.Parameters parameters = Bind(built);
        AddConvolution(conv, parameters, built.InputShape, built.OutputShape, queue);
        AddRegularizer(conv.KernelRegularizer, parameters);
    }

    private void AddConvolution(Conv2D conv, ConvStep.Parameters parameters, Shape input, Shape shape, LayerQueue queue)
    {
        parameters = TakeNormalization(parameters, conv.Activation, queue);
        Activation activation = TakeRelu(conv.Activation, queue);
        (bool relu, Activation rest) = SplitRelu(activation);
        ConvPool? pool = null;
        if (rest.Kind == ActivationKind.Linear && queue.Next is { Layer: MaxPooling2D pooling } next && CanTakeIn(pooling, shape))
        {
            shape = next.OutputShape;
            pool = new ConvPool(pooling.PoolSize, _options.Training ? _arena.Bytes(_group * shape.Size) : default);
            queue.Skip();
        }

        BatchNormStep? before = _steps[^1] is BatchNormStep { CanLeaveOutput: true } last && last.Output == _value ? last : null;
        Add(output => new ConvStep(conv, input, parameters, _value, output, pool, relu, _memory), shape, Trains(parameters));
        if (before is not null && _steps[^1] is ConvStep { CanNormalizeInput: true } step)
        {
            (before.LeavesOutput, step.InputNormalization) = (true, before);
        }

        AddActivation(rest, ActivationKind.Linear);
    }

    // Windows side by side, none cut at the border; a winner must fit into a byte.
    public static bool CanTakeIn(MaxPooling2D pool, Shape input) =>
        pool.Strides == pool.PoolSize && pool.PoolSize.Area is > 1 and <= 256
        && (pool.Padding == Padding.Valid || (input[0] % pool.PoolSize.Height == 0 && input[1] % pool.PoolSize.Width == 0));

    private void AddDense(Dense dense, BuiltLayer built, LayerQueue queue, ActivationKind skipped)
    {
        ConvStep.Parameters parameters = Bind(built);
        ConvStep.Parameters effective = TakeNormalization(parameters, dense.Activation, queue);
        (bool relu, Activation rest) = SplitRelu(TakeRelu(dense.Activation, queue));
        Add(output => new DenseStep(effective, _value, output, relu, _memory), built.OutputShape, Trains(parameters));
        AddActivation(rest, skipped);
        AddRegularizer(dense.KernelRegularizer, parameters);
    }

    private void AddDepthwise(DepthwiseConv2D depthwise, ConvStep.Parameters parameters, Activation activation, Shape input, LayerQueue queue)
    {
        ConvStep.Parameters effective = TakeNormalization(parameters, activation, queue);
        (bool relu, Activation rest) = SplitRelu(TakeRelu(activation, queue));
        Add(output => new DepthwiseStep(depthwise, input, effective, _value, output, relu, _memory), depthwise.OutputShape(input), Trains(parameters));
        AddActivation(rest, ActivationKind.Linear);
        AddRegularizer(depthwise.DepthwiseRegularizer, parameters);
    }

    private void AddSeparable(SeparableConv2D separable, BuiltLayer built, LayerQueue queue)
    {
        Weight depthwise = built.Weights[0];
        Weight? bias = built.Weights.ElementAtOrDefault(2);
        AddDepthwise(separable.Depthwise, new ConvStep.Parameters(depthwise, null, Bind(depthwise), null), Activation.Linear, built.InputShape, new LayerQueue([]));
        ConvStep.Parameters parameters = new(built.Weights[1], bias, Bind(built.Weights[1]), Bind(bias));
        AddConvolution(separable.Pointwise, parameters, _value.Shape, built.OutputShape, queue);
        AddRegularizer(separable.PointwiseRegularizer, parameters);
    }

    private void AddLayerNormalization(LayerNormalization layer, BuiltLayer built)
    {
        (Weight? Gamma, Weight? Beta) weights = (layer.Scale ? built.Weights[0] : null, layer.Center ? built.Weights[^1] : null);
        (Parameter? Gamma, Parameter? Beta) gradients = (Bind(weights.Gamma), Bind(weights.Beta));
        Add(output => new LayerNormStep(layer, weights, gradients, _value, output, _memory), built.OutputShape, gradients is not (null, null));
    }

    private void AddRegularizer(Regularizer? regularizer, ConvStep.Parameters parameters)
    {
        if (regularizer is not null && parameters.Kernel.Trainable && _options.Loss is not null)
        {
            _steps.Add(new RegularizerStep(regularizer, parameters.Kernel, parameters.KernelGradient, _value));
        }
    }

    /// <summary>In a plan that only predicts, takes a batch normalisation right behind a linear layer into the layer's kernel and bias.</summary>
    private ConvStep.Parameters TakeNormalization(ConvStep.Parameters parameters, Activation activation, LayerQueue queue)
    {
        if (_options.Training || activation.Kind != ActivationKind.Linear || queue.Next is not { Layer: BatchNormalization layer } norm)
        {
            return parameters;
        }

        queue.Skip();
        FoldStep fold = new(parameters.Kernel, parameters.Bias, BatchNormWeights.Of(norm), layer.Epsilon, _value);
        _steps.Add(fold);
        return new ConvStep.Parameters(fold.Kernel, fold.Bias, null, null);
    }

    private static Activation TakeRelu(Activation activation, LayerQueue queue) => activation.Kind == ActivationKind.Linear && queue.TakeRelu() ? Activation.Relu : activation;

    private void AddNormalization(BuiltLayer built, Value? addend, bool relu)
    {
        BatchNormalization layer = (BatchNormalization)built.Layer;
        BatchNormWeights weights = BatchNormWeights.Of(built);
        if (!_options.Training || !layer.Trainable)
        {
            AddSum(output => new AffineStep(weights, layer.Epsilon, _value, output, addend, relu), addend, built.OutputShape, trains: false);
            return;
        }

        weights = weights with { GammaGradient = Bind(weights.Gamma), BetaGradient = Bind(weights.Beta) };
        bool trains = weights.GammaGradient is not null || weights.BetaGradient is not null;
        Step? before = _steps.FindLast(step => step is not RegularizerStep);
        AddSum(output => new BatchNormStep(layer, weights, _value, output, addend, relu, _arena), addend, built.OutputShape, trains);
        if (before is ConvStep { CanNormalizeGradient: true } step && _steps[^1] is BatchNormStep normalization && step.Output == normalization.Input)
        {
            (normalization.LeavesGradient, step.OutputNormalization) = (true, normalization);
        }
    }

    // The shortcut first, so that the body's last step can take the addition in.
    private void AddResidual(Residual residual, BuiltLayer built, LayerQueue queue)
    {
        // The shortcut's gradient comes first if it is x itself, the body's if it is not: a convolution adds its own to that.
        (Value input, Value branch) = (_value, _value);
        if (built.Shortcut.Count > 0 && built.Shortcut[0].Layer is Conv2D)
        {
            branch = input with { AddsGradient = true };
        }
        else if (built.Shortcut.Count == 0 && built.Body[0].Layer is Conv2D)
        {
            input = input with { AddsGradient = true };
        }
        else
        {
            branch = input with { Gradient = input.HasGradient ? _arena.Placed(_group * input.Size) : default };
        }

        _steps.Add(new ForkStep(input, branch));
        _value = branch;
        AddAll(new LayerQueue(built.Shortcut), ActivationKind.Linear);
        Value shortcut = _value;
        (bool relu, Activation rest) = SplitRelu(TakeRelu(residual.Activation, queue));
        _value = input;
        bool takesSum = built.Body[^1].Layer is BatchNormalization && !CanFold(built.Body);
        AddAll(new LayerQueue(takesSum ? [.. built.Body.SkipLast(1)] : built.Body), ActivationKind.Linear);
        if (takesSum)
        {
            AddNormalization(built.Body[^1], shortcut, relu);
        }
        else
        {
            AddSum(output => new AddStep(_value, shortcut, output, relu), shortcut, built.OutputShape, trains: false);
        }

        AddActivation(rest, ActivationKind.Linear);
    }

    /// <summary>Whether the last layer is a normalisation that the one before it takes in.</summary>
    private bool CanFold(IReadOnlyList<BuiltLayer> layers) => !_options.Training && layers.Count > 1
        && layers[^2].Layer is Conv2D { Activation.Kind: ActivationKind.Linear } or Dense { Activation.Kind: ActivationKind.Linear }
            or DepthwiseConv2D { Activation.Kind: ActivationKind.Linear } or SeparableConv2D { Activation.Kind: ActivationKind.Linear };

    private void AddDropout(Dropout dropout, BuiltLayer built)
    {
        Slab mask = _arena.Floats(_group * built.OutputShape.Size);
        Add(output => new DropoutStep(dropout.Rate, Key(dropout.Seed, built), _value, output, mask), built.OutputShape);
    }

    private void AddRandom(RandomLayer layer, BuiltLayer built)
    {
        TransformChain chain = TransformChain.Create([(layer, InputLayers.KeyOf(layer, built.Position, _options.Seed))], built.InputShape, _options.Training, _arena);
        if (!chain.IsEmpty)
        {
            Add(output => new RandomStep(chain, _value, output), built.OutputShape);
        }
    }

    private ulong Key(int? seed, BuiltLayer built) => seed is { } own ? (ulong)own : ((ulong)_options.Seed << 32) + (ulong)built.Position;

    private void AddActivation(Activation activation, ActivationKind skipped)
    {
        if (activation.Kind == ActivationKind.Linear || activation.Kind == skipped)
        {
            return;
        }

        Add(
            output => SoftmaxStep.Takes(activation.Kind)
                ? new SoftmaxStep(activation.Kind, new AxisRows(output.Shape, [output.Shape.Rank - 1]), _value, output, _arena)
                : new ActivationStep(activation, _value, output),
            _value.Shape);
    }

    private static (bool Relu, Activation Remaining) SplitRelu(Activation activation) =>
        activation.Kind == ActivationKind.Relu ? (true, Activation.Linear) : (false, activation);
}
