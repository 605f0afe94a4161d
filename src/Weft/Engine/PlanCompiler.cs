using Weft.Layers;

namespace Weft.Engine;

/// <summary>What a plan is for.</summary>
/// <param name="Seed">Keys the random layers.</param>
/// <param name="Training">Whether gradients are wanted.</param>
/// <param name="Loss">The loss; null to predict only.</param>
/// <param name="Metrics">What is counted beside the loss.</param>
/// <param name="Convolutions">The convolution algorithms to use instead of the chosen ones, where they fit; for tests.</param>
internal sealed record PlanOptions(int Seed, bool Training, Loss? Loss, IReadOnlyList<Metric> Metrics, ConvChoice? Convolutions = null);

/// <summary>Turns descriptions of layers into steps: lays out buffers, fuses neighbours, and decides who needs a gradient.</summary>
internal sealed class PlanCompiler
{
    // Activations of a group, gradients included, should stay in a core's second-level cache beside the weights.
    private const int GroupBytes = 512 * 1024;
    private const int MaxGroup = 8;

    private readonly IReadOnlyList<BuiltLayer> _layers;
    private readonly PlanOptions _options;
    private readonly ArenaLayout _arena = new();
    private readonly List<Step> _steps = [];
    private readonly List<Parameter> _parameters = [];
    private readonly int _group;
    private readonly PlanMemory _memory;
    private Value _value;
    private int _gradientSize;

    private PlanCompiler(IReadOnlyList<BuiltLayer> layers, Shape input, PlanOptions options)
    {
        _layers = layers;
        _options = options;
        _group = GroupSize(layers, input);
        _memory = new PlanMemory(_arena, _group, options.Training, options.Convolutions);
        _value = new Value(input, _arena.Floats(_group * input.Size), default);
    }

    /// <summary>Compiles a model.</summary>
    public static Plan Compile(IReadOnlyList<BuiltLayer> layers, Shape input, PlanOptions options) => new PlanCompiler(layers, input, options).Compile();

    // A function of the model alone, so that results do not depend on the machine.
    private static int GroupSize(IReadOnlyList<BuiltLayer> layers, Shape input)
    {
        long bytes = sizeof(float) * (input.Size + layers.Sum(layer => 2L * layer.OutputShape.Size));
        return (int)Math.Clamp(GroupBytes / bytes, 1, MaxGroup);
    }

    private Plan Compile()
    {
        _steps.Add(new InputStep(_value));
        bool fuseSoftmax = _options.Loss is SparseCategoricalCrossentropy { FromLogits: false } or CategoricalCrossentropy { FromLogits: false }
            && _layers.Count > 0 && EndsInSoftmax(_layers[^1]);
        for (int i = 0; i < _layers.Count; i++)
        {
            bool skipSoftmax = fuseSoftmax && i == _layers.Count - 1;
            int step = _steps.Count;
            bool takesNext = Add(_layers[i], i + 1 < _layers.Count ? _layers[i + 1] : null, skipSoftmax);
            BuiltLayer[] layers = takesNext ? [_layers[i], _layers[i + 1]] : [_layers[i]];
            _steps[step..].ForEach(added => added.Layers = layers);
            i += takesNext ? 1 : 0;
        }

        LossStep? loss = null;
        if (_options.Loss is not null)
        {
            loss = new LossStep(_options.Loss, _options.Metrics, fuseSoftmax, _value, _arena);
            _steps.Add(loss);
        }

        return new Plan
        {
            Steps = [.. _steps],
            Parameters = _parameters,
            Arena = _arena,
            Output = _value,
            Loss = loss,
            Group = _group,
            GradientSize = _gradientSize,
        };
    }

    private static bool EndsInSoftmax(BuiltLayer layer) => layer.OutputShape.Rank == 1 && layer.Layer
        is Softmax or Dense { Activation.Kind: ActivationKind.Softmax } or ActivationLayer { Function.Kind: ActivationKind.Softmax };

    /// <summary>Adds the steps of a layer; returns whether the next layer was taken in.</summary>
    private bool Add(BuiltLayer built, BuiltLayer? next, bool skipSoftmax)
    {
        switch (built.Layer)
        {
            case Conv2D conv:
                return AddConvolution(conv, built, next);
            case Dense dense:
                AddDense(dense, built, skipSoftmax);
                break;
            case Pooling2D pool:
                Add(output => new PoolStep(PoolStep.ShapeOf(pool, built.InputShape), pool is MaxPooling2D, _value, output), built.OutputShape);
                break;
            case GlobalPooling2D pool:
                Add(output => new PoolStep(PoolStep.Global(built.InputShape), pool is GlobalMaxPooling2D, _value, output), built.OutputShape);
                break;
            case Flatten:
                _value = new Value(built.OutputShape, _value.Data, _value.Gradient);
                break;
            case Dropout { Rate: > 0 } dropout when _options.Training:
                AddDropout(dropout, built);
                break;
            case Dropout:
                break;
            case Rescaling rescaling:
                Add(output => new RescalingStep((float)rescaling.Scale, (float)rescaling.Offset, _value, output), built.OutputShape);
                break;
            case ActivationLayer activation:
                AddActivation(activation.Function, skipSoftmax);
                break;
            case ReLU relu:
                AddActivation(relu.Function, skipSoftmax);
                break;
            case LeakyReLU relu:
                AddActivation(Activation.LeakyRelu(relu.NegativeSlope), skipSoftmax);
                break;
            case Softmax:
                AddActivation(Activation.Softmax, skipSoftmax);
                break;
            default:
                throw new NotSupportedException($"{built}: the engine has no step for this layer.");
        }

        return false;
    }

    private bool AddConvolution(Conv2D conv, BuiltLayer built, BuiltLayer? next)
    {
        (bool relu, Activation rest) = SplitRelu(conv.Activation);
        ConvStep.Parameters parameters = Bind(built);
        ConvPool? pool = null;
        Shape shape = built.OutputShape;
        if (rest.Kind == ActivationKind.Linear && next?.Layer is MaxPooling2D pooling && CanTakeIn(pooling, built.OutputShape))
        {
            shape = next.OutputShape;
            pool = new ConvPool(pooling.PoolSize, _options.Training ? _arena.Bytes(_group * shape.Size) : default);
        }

        Add(output => new ConvStep(conv, built.InputShape, parameters, _value, output, pool, relu, _memory), shape, Trains(parameters));
        AddActivation(rest, skipSoftmax: false);
        return pool is not null;
    }

    // Windows side by side, none cut at the border; a winner must fit into a byte.
    private static bool CanTakeIn(MaxPooling2D pool, Shape input) =>
        pool.Strides == pool.PoolSize && pool.PoolSize.Area is > 1 and <= 256
        && (pool.Padding == Padding.Valid || (input[0] % pool.PoolSize.Height == 0 && input[1] % pool.PoolSize.Width == 0));

    private void AddDense(Dense dense, BuiltLayer built, bool skipSoftmax)
    {
        (bool relu, Activation rest) = SplitRelu(dense.Activation);
        ConvStep.Parameters parameters = Bind(built);
        Add(output => new DenseStep(parameters, _value, output, relu, _group), built.OutputShape, Trains(parameters));
        AddActivation(rest, skipSoftmax);
    }

    private void AddDropout(Dropout dropout, BuiltLayer built)
    {
        ulong key = dropout.Seed is { } own ? (ulong)own : ((ulong)_options.Seed << 32) + (ulong)_layers.ToList().IndexOf(built);
        Slab mask = _arena.Floats(_group * built.OutputShape.Size);
        Add(output => new DropoutStep(dropout.Rate, key, _value, output, mask), built.OutputShape);
    }

    private void AddActivation(Activation activation, bool skipSoftmax)
    {
        if (activation.Kind == ActivationKind.Linear || (skipSoftmax && activation.Kind == ActivationKind.Softmax))
        {
            return;
        }

        Add(
            output => activation.Kind == ActivationKind.Softmax ? new SoftmaxStep(_value, output) : new ActivationStep(activation, _value, output),
            _value.Shape);
    }

    private static (bool Relu, Activation Remaining) SplitRelu(Activation activation) =>
        activation.Kind == ActivationKind.Relu ? (true, Activation.Linear) : (false, activation);

    private void Add(Func<Value, Step> create, Shape shape, bool trains = false)
    {
        bool needsGradient = _options.Training && (trains || _value.HasGradient);
        int length = _group * shape.Size;
        Value output = new(shape, _arena.Floats(length), needsGradient ? _arena.Floats(length) : default);
        _steps.Add(create(output));
        _value = output;
    }

    private static bool Trains(ConvStep.Parameters parameters) => parameters.KernelGradient is not null || parameters.BiasGradient is not null;

    private ConvStep.Parameters Bind(BuiltLayer built)
    {
        Weight kernel = built.Weights[0];
        Weight? bias = built.Weights.Count > 1 ? built.Weights[1] : null;
        return new ConvStep.Parameters(kernel, bias, Bind(kernel), bias is null ? null : Bind(bias));
    }

    private Parameter? Bind(Weight weight)
    {
        if (!_options.Training || !weight.Trainable)
        {
            return null;
        }

        Parameter parameter = new(weight, _gradientSize);
        _gradientSize += (parameter.Size + 15) / 16 * 16 + 32;
        _parameters.Add(parameter);
        return parameter;
    }
}
