namespace Weft.Layers;

/// <summary>Applies an activation function to every value: <c>y = act(x)</c>.</summary>
/// <remarks>Keras' <c>Activation</c> layer; named apart from <see cref="Weft.Activation"/>, the function itself.</remarks>
/// <param name="Function">The function.</param>
public sealed record ActivationLayer(Activation Function) : Layer
{
    /// <inheritdoc/>
    public override string KerasName => "Activation";

    internal override Activation LastActivation => Function;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>Rectified linear unit as a layer: <c>y = min(max(x, 0), maxValue)</c>, with a slope below zero where one is given.</summary>
/// <param name="MaxValue">The cap; null is none. Only 6 is supported beside none.</param>
/// <param name="NegativeSlope">The slope below zero.</param>
public sealed record ReLU(float? MaxValue = null, float NegativeSlope = 0) : Layer
{
    /// <summary>The function this layer applies.</summary>
    /// <exception cref="ShapeException">The combination is not supported.</exception>
    internal Activation Function => (MaxValue, NegativeSlope) switch
    {
        (null, 0) => Activation.Relu,
        (null, _) => Activation.LeakyRelu(NegativeSlope),
        (6, 0) => Activation.Relu6,
        _ => throw new ShapeException($"{Who}: expected maxValue of none or 6 (with no negative slope), got {MaxValue} and slope {NegativeSlope}."),
    };

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        _ = Function;
        return input;
    }
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

/// <summary>Softmax over the last axis as a layer: <c>y_i = e^x_i / sum_j e^x_j</c>.</summary>
/// <param name="Axis">The last axis: -1, or its number, the batch counted as 0.</param>
public sealed record Softmax(int Axis = -1) : Layer
{
    internal override Activation LastActivation => Activation.Softmax;

    /// <exception cref="ShapeException">The axis is not the last.</exception>
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireLastAxis(Axis, input);
        return input;
    }
}
