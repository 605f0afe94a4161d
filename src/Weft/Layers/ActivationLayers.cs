namespace Weft.Layers;

/// <summary>Applies an activation function: <c>y = act(x)</c>.</summary>
/// <remarks>Keras' <c>Activation</c> layer; named apart from <see cref="Weft.Activation"/>, the function itself.</remarks>
/// <param name="Function">The function.</param>
public sealed record ActivationLayer(Activation Function) : Layer
{
    /// <inheritdoc/>
    public override string KerasName => "Activation";

    internal override Activation LastActivation => Function;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Function.OutputShape(input, Who);
}

/// <summary>Rectified linear unit as a layer: <c>y = min(x, maxValue)</c> above the threshold, <c>negativeSlope (x - threshold)</c> up to it.</summary>
/// <param name="MaxValue">The largest value, at least 0; null for none.</param>
/// <param name="NegativeSlope">The slope up to the threshold, at least 0.</param>
/// <param name="Threshold">Up to where the slope goes, at least 0.</param>
public sealed record ReLU(float? MaxValue = null, float NegativeSlope = 0, float Threshold = 0) : Layer
{
    /// <summary>The largest value; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float? MaxValue { get; init; } = MaxValue is { } most ? (float)Guard.NotNegative(most, nameof(ReLU), nameof(MaxValue)) : null;

    /// <summary>The slope up to the threshold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float NegativeSlope { get; init; } = (float)Guard.NotNegative(NegativeSlope, nameof(ReLU), nameof(NegativeSlope));

    /// <summary>Up to where the slope goes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float Threshold { get; init; } = (float)Guard.NotNegative(Threshold, nameof(ReLU), nameof(Threshold));

    internal override Activation LastActivation => Function;

    /// <summary>The function this layer applies.</summary>
    internal Activation Function => Activation.ClippedRelu(MaxValue, NegativeSlope, Threshold);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>Exponential linear unit as a layer: <c>y = x</c> if <c>x &gt; 0</c>, else <c>alpha (e^x - 1)</c>.</summary>
/// <param name="Alpha">How far below zero it goes.</param>
public sealed record ELU(float Alpha = 1) : Layer
{
    internal override Activation LastActivation => Function;

    /// <summary>The function this layer applies.</summary>
    internal Activation Function => new(ActivationKind.Elu, Alpha);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>Leaky rectified linear unit as a layer: <c>y = x</c> if <c>x &gt; 0</c>, else <c>negativeSlope x</c>.</summary>
/// <param name="NegativeSlope">The slope below zero, at least 0; Keras' layer has 0.3.</param>
public sealed record LeakyReLU(float NegativeSlope = 0.3f) : Layer
{
    /// <summary>The slope below zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float NegativeSlope { get; init; } = (float)Guard.NotNegative(NegativeSlope, nameof(LeakyReLU), nameof(NegativeSlope));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>Softmax as a layer: <c>y_i = e^x_i / sum_j e^x_j</c> over one axis, or over several together.</summary>
public sealed record Softmax : Layer
{
    private readonly Axes _axes;

    /// <summary>A softmax over one axis.</summary>
    /// <param name="axis">The axis, the batch counted as 0; -1 is the last.</param>
    public Softmax(int axis = -1)
        : this([axis])
    {
    }

    /// <summary>A softmax over several axes together.</summary>
    /// <param name="axes">The axes, the batch counted as 0; -1 is the last.</param>
    public Softmax(IReadOnlyList<int> axes) => _axes = new(axes);

    /// <summary>The axes that sum to 1 together, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes => _axes.List;

    internal bool IsLastAxis => _axes.AreLast;

    internal override Activation LastActivation => IsLastAxis ? Activation.Softmax : Activation.Linear;

    internal int[] AxesOf(Shape input) => _axes.Of(input, Who);

    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        _ = AxesOf(input);
        return input;
    }
}
