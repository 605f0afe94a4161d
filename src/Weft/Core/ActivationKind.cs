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

    /// <summary><c>min(x, maxValue)</c> if <c>x &gt; cutoff</c>, else <c>alpha (x - cutoff)</c>: relu with all of its options</summary>
    ClippedRelu,

    /// <summary><c>x</c> if <c>x &gt; cutoff</c>, else <c>alpha</c></summary>
    Threshold,

    /// <summary><c>x</c> if <c>x &gt; 0</c>, else <c>alpha (e^(x / alpha) - 1)</c></summary>
    Celu,

    /// <summary><c>min(max(x, -1), 1)</c></summary>
    HardTanh,

    /// <summary><c>x min(max(x / 6 + 0.5, 0), 1)</c>, also called hard_swish</summary>
    HardSilu,

    /// <summary><c>x tanh(ln(1 + e^x))</c></summary>
    Mish,

    /// <summary><c>-ln(1 + e^-x)</c></summary>
    LogSigmoid,

    /// <summary><c>x - tanh(x)</c></summary>
    TanhShrink,

    /// <summary><c>x - alpha</c> if <c>x &gt; alpha</c>, <c>x + alpha</c> if <c>x &lt; -alpha</c>, else 0</summary>
    SoftShrink,

    /// <summary><c>x</c> if <c>|x| &gt; alpha</c>, else 0</summary>
    HardShrink,

    /// <summary><c>(x + sqrt(x^2 + alpha)) / 2</c></summary>
    Squareplus,

    /// <summary>0 if <c>x &lt;= -1</c>, <c>(x + 1)^2 / 4</c> if <c>x &lt; 1</c>, else <c>x</c></summary>
    SparsePlus,

    /// <summary><c>min(max((x + 1) / 2, 0), 1)</c></summary>
    SparseSigmoid,

    /// <summary><c>x_i - ln sum_j e^x_j</c> over the last axis</summary>
    LogSoftmax,

    /// <summary><c>max(x_i - tau, 0)</c> over the last axis, with Keras' tau: see <see cref="Activation.Sparsemax"/></summary>
    Sparsemax,

    /// <summary><c>a / (1 + e^-b)</c>, where a is the first half of the last axis and b the second: see <see cref="Activation.Glu"/></summary>
    Glu,
}
