namespace Weft;

/// <summary>Multiply-adds of a training step on some samples. One is two floating point operations.</summary>
/// <param name="Forward">Those of the forward pass.</param>
/// <param name="WeightGradient">Those of the gradient by the weights.</param>
/// <param name="InputGradient">Those of the gradient by the layer's input.</param>
public readonly record struct MultiplyAdds(double Forward, double WeightGradient, double InputGradient)
{
    /// <summary>All three together.</summary>
    public double Total => Forward + WeightGradient + InputGradient;

    /// <summary>Adds each of the three.</summary>
    public static MultiplyAdds operator +(MultiplyAdds left, MultiplyAdds right) =>
        new(left.Forward + right.Forward, left.WeightGradient + right.WeightGradient, left.InputGradient + right.InputGradient);
}
