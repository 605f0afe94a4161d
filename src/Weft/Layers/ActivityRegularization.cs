using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>Passes its input on and adds a price on it to the loss: <c>l1 sum |x| + l2 sum x^2</c>, the mean over a batch's samples.</summary>
public sealed record ActivityRegularization : Layer
{
    /// <summary>A price on what flows by.</summary>
    /// <param name="l1">The factor of the absolute values, at least 0.</param>
    /// <param name="l2">The factor of the squares, at least 0.</param>
    public ActivityRegularization(double l1 = 0, double l2 = 0) => ActivityRegularizer = new L1L2(l1, l2);

    /// <summary>The factor of the absolute values.</summary>
    public double L1 => (ActivityRegularizer as L1L2)?.L1 ?? 0;

    /// <summary>The factor of the squares.</summary>
    public double L2 => (ActivityRegularizer as L1L2)?.L2 ?? 0;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
