using Weft.Layers;

namespace Weft.Engine;

/// <summary>What a plan is for.</summary>
/// <param name="Seed">Keys the random layers.</param>
/// <param name="Training">Whether gradients are wanted.</param>
/// <param name="Loss">The loss; null to predict only.</param>
/// <param name="Metrics">What is counted beside the loss.</param>
/// <param name="Convolutions">The convolution algorithms to use instead of the chosen ones, where they fit; for tests.</param>
/// <param name="Mixing">How samples of a batch are mixed; null for not at all.</param>
internal sealed record PlanOptions(int Seed, bool Training, Loss? Loss, IReadOnlyList<Metric> Metrics, ConvChoice? Convolutions = null, Mixing? Mixing = null)
{
    /// <summary>Asks for a plan in which several threads share one sample, and divide steps that save more than this, in multiply-adds; null for groups of samples with a thread each.</summary>
    public double? DivideFrom { get; init; }
}

/// <summary>Turns descriptions of layers into steps: lays out buffers, fuses neighbours, and decides who needs a gradient.</summary>
internal sealed partial class PlanCompiler
{
    private readonly IReadOnlyList<BuiltLayer> _layers;
    private readonly PlanOptions _options;
    private readonly ArenaLayout _arena = new();
    private readonly List<Step> _steps = [];
    private readonly List<Parameter> _parameters = [];
    private readonly int _group;
    private readonly PlanMemory _memory;
    private readonly InputLayers _input;
    private Value _value;
    private int _gradientSize;

    private PlanCompiler(IReadOnlyList<BuiltLayer> layers, Shape input, PlanOptions options)
    {
        _layers = layers;
        _options = options;
        _group = options.DivideFrom is not null ? 1 : options.Training ? GroupChoice.For(layers, input) : GroupChoice.ForPrediction(layers, input);
        _memory = new PlanMemory(_arena, _group, options.Training, GroupChoice.OutgrowsCache(layers, input, _group), options.Convolutions);
        _input = InputLayers.Of(layers, input, options, _arena);
        _value = new Value(_input.Chain.Output, _arena.Placed(_group * _input.Chain.Output.Size), default);
    }

    /// <summary>Compiles a model.</summary>
    public static Plan Compile(IReadOnlyList<BuiltLayer> layers, Shape input, PlanOptions options) => new PlanCompiler(layers, input, options).Compile();

    private Plan Compile()
    {
        Mixer? mixer = _options.Mixing is null ? null : new Mixer(_options.Mixing, _options.Seed, _value.Shape);
        _steps.Add(new InputStep(_input.Sample, _input.Chain, mixer, _value, _arena));
        ActivationKind fused = TakenInBy(_options.Loss);
        AddAll(new LayerQueue([.. _layers.Skip(_input.Count)]), fused);
        LossStep? loss = null;
        if (_options.Loss is not null)
        {
            AddWeightPrices();
            loss = new LossStep(_options.Loss, _options.Metrics, fused, mixer, _value, _arena);
            _steps.Add(loss);
        }

        PlaceValues();
        if (_options.DivideFrom is { } least)
        {
            DivideSteps(least);
        }

        return new Plan
        {
            Steps = [.. _steps],
            Parameters = InModelOrder(),
            Arena = _arena,
            Output = _value,
            Loss = loss,
            Group = _group,
            GradientSize = _gradientSize,
        };
    }

    // Step i goes forward at time i and back at time 2 n - i. Data is needed from the step that computes it to the last that reads it, in training to the way back of
    // the step that computed it; a gradient on the way back from its last reader to the step that computed the value.
    private void PlaceValues()
    {
        int steps = _steps.Count;
        Lifetime[] lifetimes = new Lifetime[_arena.PlacedCount];
        Array.Fill(lifetimes, new Lifetime(int.MaxValue, -1));
        for (int i = 0; i < steps; i++)
        {
            foreach (Value value in _steps[i].Values)
            {
                Use(value.Data, i, _options.Training ? (2 * steps) - i : i);
                Use(value.Gradient, (2 * steps) - i, (2 * steps) - i);
            }
        }

        Use(_value.Data, steps, steps);
        if (_options.DivideFrom is not null)
        {
            // One thread may still read what another one's next step would write over.
            Array.Fill(lifetimes, new Lifetime(0, steps));
        }

        _arena.Place(lifetimes);

        void Use(Slab slab, int first, int last)
        {
            if (slab.Length > 0)
            {
                Lifetime now = lifetimes[slab.Offset];
                lifetimes[slab.Offset] = new Lifetime(Math.Min(now.First, first), Math.Max(now.Last, last));
            }
        }
    }

    // Two threads at least: half of the work is saved, and the other half's output comes from another core.
    private void DivideSteps(double least)
    {
        const int handOver = 8;
        _arena.Share(_steps[0].Output.Data);
        foreach (Step step in _steps.Where(step => step.Work > 0 && (step.Work / 2) - (handOver * step.Output.Size) > least))
        {
            step.IsDivided = true;
            _arena.Share(step.Output.Data);
        }
    }

    // Steps are made in another order than layers where there are branches.
    private IReadOnlyList<Parameter> InModelOrder()
    {
        Dictionary<Weight, Parameter> byWeight = _parameters.ToDictionary(parameter => parameter.Weight);
        return [.. _layers.SelectMany(layer => layer.Weights).Where(byWeight.ContainsKey).Select(weight => byWeight[weight])];
    }

    // The model's last activation where a cross-entropy computes it better together with itself; linear for none.
    private ActivationKind TakenInBy(Loss? loss)
    {
        ActivationKind wanted = loss switch
        {
            { IsCategorical: true, WantsLogits: false } => ActivationKind.Softmax,
            BinaryCrossentropy { FromLogits: false } or BinaryFocalCrossentropy { FromLogits: false } => ActivationKind.Sigmoid,
            _ => ActivationKind.Linear,
        };

        // A block's own function is not the plan's last step.
        ActivationKind last = _layers is [.., { OutputShape.Rank: 1, Layer: not Residual and { ActivityRegularizer: null } } end]
            ? end.Layer.LastActivation.Kind : ActivationKind.Linear;
        return last == wanted ? wanted : ActivationKind.Linear;
    }

    /// <summary>Adds a step whose output has memory of its own.</summary>
    private void Add(Func<Value, Step> create, Shape shape, bool trains = false) => Add(create, shape, trains, default);

    /// <summary>Adds a step that turns the output's gradient into the input's in place, where the input has one.</summary>
    private void AddInPlace(Func<Value, Step> create, Shape shape, bool trains = false) => Add(create, shape, trains, _value.Gradient);

    /// <summary>Adds a step that may end with the addition of a value: then the output's gradient is the addend's as it stands, and has its memory.</summary>
    private void AddSum(Func<Value, Step> create, Value? addend, Shape shape, bool trains) =>
        Add(create, shape, trains || addend is { HasGradient: true }, addend is { HasGradient: true } ? addend.Gradient : _value.Gradient);

    private void Add(Func<Value, Step> create, Shape shape, bool trains, Slab gradient)
    {
        bool needsGradient = _options.Training && (trains || _value.HasGradient);
        int length = _group * shape.Size;
        Slab data = _arena.Placed(length);
        Value output = new(shape, data, !needsGradient || gradient.Length > 0 ? gradient : _arena.Placed(length));
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

    private Parameter? Bind(Weight? weight)
    {
        if (!_options.Training || weight is not { Trainable: true })
        {
            return null;
        }

        Parameter parameter = new(weight, _gradientSize);
        _gradientSize += (parameter.Size + 15) / 16 * 16 + 32;
        _parameters.Add(parameter);
        return parameter;
    }
}
