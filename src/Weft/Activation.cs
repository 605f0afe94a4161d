using Weft.Layers;

namespace Weft;

/// <summary>The functions an <see cref="Activation"/> can be.</summary>
public enum ActivationKind
{
    /// <summary><c>x</c></summary>
    Linear,

    /// <summary><c>max(x, 0)</c></summary>
    Relu,

    /// <summary><c>x</c> if <c>x &gt; 0</c>, else <c>alpha x</c></summary>
    LeakyRelu,

    /// <summary><c>min(max(x, 0), 6)</c></summary>
    Relu6,

    /// <summary><c>x</c> if <c>x &gt; 0</c>, else <c>alpha (e^x - 1)</c></summary>
    Elu,

    /// <summary><c>1.0507009873554805 elu(x, 1.6732632423543772)</c></summary>
    Selu,

    /// <summary><c>x Phi(x)</c>, with the exact error function or its tanh approximation</summary>
    Gelu,

    /// <summary><c>x sigmoid(x)</c></summary>
    Silu,

    /// <summary><c>1 / (1 + e^-x)</c></summary>
    Sigmoid,

    /// <summary><c>min(max(x / 6 + 0.5, 0), 1)</c></summary>
    HardSigmoid,

    /// <summary><c>tanh(x)</c></summary>
    Tanh,

    /// <summary><c>ln(1 + e^x)</c></summary>
    Softplus,

    /// <summary><c>x / (1 + |x|)</c></summary>
    Softsign,

    /// <summary><c>e^x</c></summary>
    Exponential,

    /// <summary><c>e^x_i / sum_j e^x_j</c> over the last axis</summary>
    Softmax,
}

/// <summary>An activation function: what it is, and its slope where it has one.</summary>
/// <remarks>Names and defaults are those of <c>keras.activations</c>.</remarks>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">The negative slope of leaky relu, the scale of elu; 0 elsewhere.</param>
/// <param name="Approximate">For gelu: the tanh approximation instead of the error function.</param>
public sealed record Activation(ActivationKind Kind, float Alpha = 0, bool Approximate = false)
{
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

    /// <summary>Leaky rectified linear unit; Keras' default slope for the function is 0.2.</summary>
    /// <param name="negativeSlope">The slope below zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Activation LeakyRelu(float negativeSlope = 0.2f) => new(ActivationKind.LeakyRelu, (float)Guard.NotNegative(negativeSlope, nameof(LeakyRelu)));
}
