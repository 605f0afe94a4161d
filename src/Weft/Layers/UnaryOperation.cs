namespace Weft.Layers;

/// <summary>The functions that a <see cref="UnaryOperation"/> can be; <c>c</c> is its number.</summary>
public enum UnaryFunction
{
    /// <summary><c>|x|</c></summary>
    Absolute,

    /// <summary><c>x x</c></summary>
    Square,

    /// <summary>The square root of x.</summary>
    Sqrt,

    /// <summary>1 by the square root of x.</summary>
    Rsqrt,

    /// <summary><c>1 / x</c></summary>
    Reciprocal,

    /// <summary><c>ln x</c></summary>
    Log,

    /// <summary><c>ln(1 + x)</c></summary>
    Log1p,

    /// <summary>-1, 0 or 1; no gradient passes.</summary>
    Sign,

    /// <summary>The largest whole number that is at most x; no gradient passes.</summary>
    Floor,

    /// <summary>The smallest whole number that is at least x; no gradient passes.</summary>
    Ceil,

    /// <summary><c>x^c</c></summary>
    Power,

    /// <summary><c>c / x</c></summary>
    TrueDivide,

    /// <summary><c>max(x, c)</c></summary>
    Maximum,

    /// <summary><c>min(x, c)</c></summary>
    Minimum,
}

/// <summary>A function of every value, as Keras' <c>keras.ops</c> have it between the layers of a functional model:
/// <c>keras.ops.sqrt(x)</c>, <c>x ** 2</c>.</summary>
/// <remarks>Functions that Keras has as activations are <see cref="ActivationLayer"/>s; sums and products with a number are
/// <see cref="Rescaling"/>s.</remarks>
/// <param name="Function">Which function.</param>
/// <param name="Number">The number c of those that have one; 0 elsewhere.</param>
public sealed record UnaryOperation(UnaryFunction Function, double Number = 0) : Layer
{
    /// <inheritdoc/>
    public override string KerasName => Function.ToString();

    internal override bool IsOperation => true;

    /// <summary>Whether the function has a number.</summary>
    internal bool HasNumber => Function >= UnaryFunction.Power;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>Every value brought into a range: <c>y = min(max(x, low), high)</c>, Keras' <c>keras.ops.clip</c>.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value.</param>
public sealed record ClipOperation(double Low, double High) : Layer
{
    /// <inheritdoc/>
    public override string KerasName => "Clip";

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
