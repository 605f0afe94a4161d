using Weft.Layers;

namespace Weft;

/// <summary>An activation function: what it is, and its slope where it has one.</summary>
/// <remarks>Names and defaults are those of <c>keras.activations</c>.</remarks>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">The function's own number, as <see cref="ActivationKind"/> has it: a slope below, a scale, a threshold; 0 where there is none.</param>
/// <param name="Approximate">For gelu: the tanh approximation instead of the error function.</param>
public sealed record Activation(ActivationKind Kind, float Alpha = 0, bool Approximate = false)
{
    /// <summary>Up to where the part below goes, for <see cref="ActivationKind.ClippedRelu"/> and <see cref="ActivationKind.Threshold"/>; 0 elsewhere.</summary>
    public float Cutoff { get; init; }

    /// <summary>The largest value of <see cref="ActivationKind.ClippedRelu"/>; infinity for none, and elsewhere.</summary>
    public float MaxValue { get; init; } = float.PositiveInfinity;

    /// <summary>No activation.</summary>
    public static Activation Linear { get; } = new(ActivationKind.Linear);

    /// <summary>Rectified linear unit.</summary>
    public static Activation Relu { get; } = new(ActivationKind.Relu);

    /// <summary>Rectified linear unit capped at 6.</summary>
    public static Activation Relu6 { get; } = new(ActivationKind.Relu6);

    /// <summary>Exponential linear unit with alpha 1.</summary>
    public static Activation Elu { get; } = new(ActivationKind.Elu, 1);

    /// <summary>Scaled exponential linear unit.</summary>
    public static Activation Selu { get; } = new(ActivationKind.Selu);

    /// <summary>Gaussian error linear unit, exact.</summary>
    public static Activation Gelu { get; } = new(ActivationKind.Gelu);

    /// <summary>Sigmoid linear unit, also called swish.</summary>
    public static Activation Silu { get; } = new(ActivationKind.Silu);

    /// <summary>Logistic function.</summary>
    public static Activation Sigmoid { get; } = new(ActivationKind.Sigmoid);

    /// <summary>Piecewise linear approximation of the logistic function.</summary>
    public static Activation HardSigmoid { get; } = new(ActivationKind.HardSigmoid);

    /// <summary>Hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new(ActivationKind.Tanh);

    /// <summary>Smooth rectifier.</summary>
    public static Activation Softplus { get; } = new(ActivationKind.Softplus);

    /// <summary>Rational sigmoid.</summary>
    public static Activation Softsign { get; } = new(ActivationKind.Softsign);

    /// <summary>Exponential function.</summary>
    public static Activation Exponential { get; } = new(ActivationKind.Exponential);

    /// <summary>Normalised exponentials over the last axis: probabilities.</summary>
    public static Activation Softmax { get; } = new(ActivationKind.Softmax);

    /// <summary>Hyperbolic tangent by pieces.</summary>
    public static Activation HardTanh { get; } = new(ActivationKind.HardTanh);

    /// <summary>Silu by pieces, also called hard_swish.</summary>
    public static Activation HardSilu { get; } = new(ActivationKind.HardSilu);

    /// <summary>A smooth relu that dips below zero. Misra 2019.</summary>
    public static Activation Mish { get; } = new(ActivationKind.Mish);

    /// <summary>The logistic function's logarithm.</summary>
    public static Activation LogSigmoid { get; } = new(ActivationKind.LogSigmoid);

    /// <summary>What tanh takes away.</summary>
    public static Activation TanhShrink { get; } = new(ActivationKind.TanhShrink);

    /// <summary>Softplus by pieces.</summary>
    public static Activation SparsePlus { get; } = new(ActivationKind.SparsePlus);

    /// <summary>The slope of <see cref="SparsePlus"/>.</summary>
    public static Activation SparseSigmoid { get; } = new(ActivationKind.SparseSigmoid);

    /// <summary>Logarithms of probabilities over the last axis.</summary>
    public static Activation LogSoftmax { get; } = new(ActivationKind.LogSoftmax);

    /// <summary>Sparse probabilities over the last axis, as Keras computes them.</summary>
    /// <remarks>
    /// With the values in falling order <c>z_1 &gt;= z_2 ...</c> and their running sums s, k is how many <c>z_i &gt; (s_i - 1) / i</c>. Martins and Astudillo 2016 take <c>tau = (s_k - 1) / k</c>;
    /// Keras takes <c>tau = (s_1 + ... + s_k - 1) / k</c>, so that the result need not sum to 1. Weft does as Keras, because files of Keras say so.
    /// </remarks>
    public static Activation Sparsemax { get; } = new(ActivationKind.Sparsemax);

    /// <summary>Gated linear unit: the last axis' first half, each value times the logistic function of its partner in the second half. The axis is then half as long.</summary>
    /// <remarks>
    /// Dauphin et al. 2017. Keras 3 computes the same, but declares a layer with this function as long as its input. So Keras itself cannot build a layer
    /// with weights per channel behind it; Weft can, and Keras then refuses the file.
    /// </remarks>
    public static Activation Glu { get; } = new(ActivationKind.Glu);

    /// <summary>Leaky rectified linear unit; Keras' default slope for the function is 0.2.</summary>
    /// <param name="negativeSlope">The slope below zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Activation LeakyRelu(float negativeSlope = 0.2f) => new(ActivationKind.LeakyRelu, (float)Guard.NotNegative(negativeSlope, nameof(LeakyRelu)));

    /// <summary>Rectified linear unit with all options: <c>min(x, maxValue)</c> above the threshold, <c>negativeSlope (x - threshold)</c> up to it.</summary>
    /// <param name="maxValue">The largest value, at least 0; null for none.</param>
    /// <param name="negativeSlope">The slope up to the threshold, at least 0.</param>
    /// <param name="threshold">Up to where the slope goes, at least 0.</param>
    /// <returns>The simplest function that does this: <see cref="Relu"/>, <see cref="Relu6"/> and leaky relu among them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Activation ClippedRelu(float? maxValue = null, float negativeSlope = 0, float threshold = 0)
    {
        float slope = NotNegative(negativeSlope, nameof(ClippedRelu), nameof(negativeSlope)), cutoff = NotNegative(threshold, nameof(ClippedRelu), nameof(threshold));
        float? most = maxValue is { } given ? NotNegative(given, nameof(ClippedRelu), nameof(maxValue)) : null;
        return (most, slope, cutoff) switch
        {
            (null, 0, 0) => Relu,
            (6, 0, 0) => Relu6,
            (null, _, 0) => LeakyRelu(slope),
            _ => new(ActivationKind.ClippedRelu, slope) { Cutoff = cutoff, MaxValue = most ?? float.PositiveInfinity },
        };
    }

    /// <summary><c>x</c> above a threshold, else a default value.</summary>
    /// <param name="threshold">What is enough.</param>
    /// <param name="defaultValue">What stands for everything else.</param>
    public static Activation Threshold(float threshold, float defaultValue) => new(ActivationKind.Threshold, defaultValue) { Cutoff = threshold };

    /// <summary>Continuously differentiable exponential linear unit.</summary>
    /// <param name="alpha">How far below zero it goes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public static Activation Celu(float alpha = 1) => new(ActivationKind.Celu, (float)Guard.Positive(alpha, nameof(Celu)));

    /// <summary>Zero near zero, and nearer to zero elsewhere.</summary>
    /// <param name="threshold">How far from zero is near, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Activation SoftShrink(float threshold = 0.5f) => new(ActivationKind.SoftShrink, NotNegative(threshold, nameof(SoftShrink), nameof(threshold)));

    /// <summary>Zero near zero, unchanged elsewhere.</summary>
    /// <param name="threshold">How far from zero is near, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Activation HardShrink(float threshold = 0.5f) => new(ActivationKind.HardShrink, NotNegative(threshold, nameof(HardShrink), nameof(threshold)));

    /// <summary>A smooth relu without exponentials.</summary>
    /// <param name="b">How smooth: the width of the bend, squared.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public static Activation Squareplus(float b = 4) => new(ActivationKind.Squareplus, (float)Guard.Positive(b, nameof(Squareplus)));

    /// <summary>The shape of a sample when the function was applied.</summary>
    /// <exception cref="ShapeException">The function halves the last axis, and its extent is odd.</exception>
    internal Shape OutputShape(Shape input, string who) => Kind != ActivationKind.Glu ? input
        : input.Rank > 0 && input[^1] % 2 == 0 ? [.. input.Extents[..^1], input[^1] / 2]
        : throw new ShapeException($"{who}: expected an even extent of the last axis, which glu halves, got {input.ToBatchString()}. Change the number of filters or units.");

    private static float NotNegative(float value, string function, string name) => (float)Guard.NotNegative(value, function, name);
}
