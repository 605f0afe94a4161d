using Weft.Schedules;

namespace Weft;

/// <summary>A description of how gradients change weights. Its state (step, moments) lives in the model.</summary>
/// <remarks>
/// What every optimizer can do is set with an initializer, as in <c>new Adam(1e-3) { ClipNorm = 1, UseEma = true }</c>. The order within a step is Keras':
/// gradients are accumulated, clipped, weights decay, the optimizer's own formula changes them, and the moving average takes them in.
/// </remarks>
public abstract record Optimizer
{
    private protected Optimizer(Schedule learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        LearningRate = learningRate;
    }

    /// <summary>The learning rate, constant or by schedule. A schedule counts batches, also where gradients are accumulated.</summary>
    public Schedule LearningRate { get; init; }

    /// <summary>
    /// Decoupled weight decay: <c>w -= lr decay w</c> before each update, on every weight that <see cref="ExcludeFromWeightDecay"/> does
    /// not name, biases included; null for none.
    /// </summary>
    public double? WeightDecay
    {
        get;
        init => field = value is null or >= 0 ? value : throw Expected(nameof(WeightDecay), "at least 0", value);
    }

    /// <summary>
    /// Weights whose own name has one of these texts in it do not decay: <c>["bias"]</c>, or <see cref="BiasesAndNormalizations"/>.
    /// None by default.
    /// </summary>
    /// <remarks>Keras' <c>exclude_from_weight_decay(var_names=...)</c>. Keras' files have no place for it; Weft's have.</remarks>
    public IReadOnlyList<string> ExcludeFromWeightDecay
    {
        get;
        init => field = new ValueList<string>(value ?? throw new ArgumentNullException(nameof(ExcludeFromWeightDecay)));
    }
    = new ValueList<string>([]);

    /// <summary>
    /// Layers that learn more slowly or faster than <see cref="LearningRate"/> says, for fine-tuning: the rate of the named layer's weights, and their decay, is multiplied by its
    /// factor. Layers of a model inside the model are named as they are there. Layers that are not named have 1.
    /// </summary>
    /// <remarks>What others call discriminative rates, or parameter groups. Keras has no such thing, so its files have no place for it; Weft's have.</remarks>
    public IReadOnlyList<LayerRate> LayerRates
    {
        get;
        init => field = new ValueList<LayerRate>(value ?? throw new ArgumentNullException(nameof(LayerRates)));
    }
    = new ValueList<LayerRate>([]);

    /// <summary>The names of the weights that are no kernels: what is usually left out of weight decay.</summary>
    public static IReadOnlyList<string> BiasesAndNormalizations { get; } = new ValueList<string>(["bias", "gamma", "beta"]);

    /// <summary>The largest value of a gradient, either way; null for no limit.</summary>
    public double? ClipValue
    {
        get;
        init => field = Clipping(nameof(ClipValue), value, ClipNorm ?? GlobalClipNorm);
    }

    /// <summary>The largest Euclidean norm of one weight's gradient; a longer one is scaled down to it. Null for no limit.</summary>
    public double? ClipNorm
    {
        get;
        init => field = Clipping(nameof(ClipNorm), value, ClipValue ?? GlobalClipNorm);
    }

    /// <summary>The largest Euclidean norm of all gradients taken together; longer ones are scaled down to it. Null for no limit.</summary>
    public double? GlobalClipNorm
    {
        get;
        init => field = Clipping(nameof(GlobalClipNorm), value, ClipValue ?? ClipNorm);
    }

    /// <summary>What a loss is multiplied with before its gradients are taken, which are then divided by it; null for 1.</summary>
    /// <remarks>It keeps small gradients from vanishing in 16-bit floats. Weft computes in 32 bits, where it changes nothing: it is kept for Keras, when a model is saved again.</remarks>
    public double? LossScaleFactor
    {
        get;
        init => field = value is null or > 0 ? value : throw Expected(nameof(LossScaleFactor), "more than 0, or null", value);
    }

    /// <summary>Whether a moving average of the weights is kept, which replaces them when <c>Fit</c> ends.</summary>
    public bool UseEma { get; init; }

    /// <summary>How much of the average is kept at a step: <c>average = momentum average + (1 - momentum) w</c>. The first step sets it to the weights.</summary>
    public double EmaMomentum
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw Expected(nameof(EmaMomentum), "from 0 to 1", value);
    }
    = 0.99;

    /// <summary>After how many steps the average replaces the weights during training, again and again; null for never.</summary>
    public int? EmaOverwriteFrequency
    {
        get;
        init => field = value is null or >= 1 ? value : throw Expected(nameof(EmaOverwriteFrequency), "at least 1", value);
    }

    /// <summary>Over how many batches gradients are averaged before they change the weights; null for one.</summary>
    public int? GradientAccumulationSteps
    {
        get;
        init => field = value is null or >= 2 ? value : throw Expected(nameof(GradientAccumulationSteps), "at least 2, or null", value);
    }

    /// <summary>Batches per update.</summary>
    internal int BatchesPerUpdate => GradientAccumulationSteps ?? 1;

    /// <summary>What is remembered of a weight. Keras files a group's slots weight by weight, side by side, and then the next group's.</summary>
    internal IReadOnlyList<IReadOnlyList<Slot>> SlotGroups(Variable variable) =>
    [
        .. UseEma ? (Slot[][])[[new Slot("average")]] : [],
        .. GradientAccumulationSteps is null ? (Slot[][])[] : [[new Slot("gradient_accumulator")]],
        .. OwnSlots(variable),
    ];

    /// <summary>All slots of one weight, group after group.</summary>
    internal IReadOnlyList<Slot> Slots(Variable variable) => [.. SlotGroups(variable).SelectMany(group => group)];

    /// <summary>The slots that the formula itself needs: of every weight as many groups, though some may be empty.</summary>
    internal abstract IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable);

    /// <summary>How fast a weight decays; 0 for not at all.</summary>
    internal double DecayOf(Variable variable) =>
        ExcludeFromWeightDecay.Any(text => variable.Name.Contains(text, StringComparison.Ordinal)) ? 0 : OwnDecay(variable) ?? 0;

    /// <summary>What the learning rate is multiplied with for a weight: the factors of all layers on its path.</summary>
    internal double RateOf(Variable variable)
    {
        double factor = 1;
        foreach (LayerRate rate in LayerRates)
        {
            factor *= variable.IsIn(rate.Layer) ? rate.Factor : 1;
        }

        return factor;
    }

    private protected virtual double? OwnDecay(Variable variable) => WeightDecay;

    /// <summary>What Keras files beside the slots: single numbers that follow from the number of updates.</summary>
    internal virtual IReadOnlyList<double> Scalars(long updates) => [];

    /// <summary>The arithmetic of this optimizer.</summary>
    internal abstract UpdateRule CreateRule();

    private protected double Decay(double value, string name) => value is >= 0 and < 1 ? value : throw Expected(name, "from 0 up to but not including 1", value);

    private protected double NotNegative(double value, string name) => value >= 0 ? value : throw Expected(name, "at least 0", value);

    private double? Clipping(string name, double? value, double? other)
    {
        if (value is not null && other is not null)
        {
            throw new ArgumentException($"{GetType().Name}: expected one of ClipValue, ClipNorm and GlobalClipNorm, got {name} beside another. Leave one of them away.", name);
        }

        return value is null or > 0 ? value : throw Expected(name, "more than 0, or null", value);
    }

    private protected ArgumentOutOfRangeException Expected(string name, string expected, object? got) =>
        new(name, $"{GetType().Name}: expected {name} of {expected}, got {got}.");
}
