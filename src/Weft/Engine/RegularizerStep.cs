using Weft.Regularizers;

namespace Weft.Engine;

/// <summary>Adds the price of a kernel to the loss, and its slope to the kernel's gradient: <c>l1 sign(w) + 2 l2 w</c>.</summary>
/// <remarks>The price is added by the batch's first group, the slope once all gradients of the batch are there.</remarks>
/// <param name="regularizer">The price.</param>
/// <param name="weight">The kernel.</param>
/// <param name="parameter">Where its gradient lies; null in a plan without gradients.</param>
/// <param name="value">What flows on, untouched.</param>
internal sealed class RegularizerStep(Regularizer regularizer, Weight weight, Parameter? parameter, Value value) : Step(value, value)
{
    public override void Forward(Pass pass)
    {
        if (pass.First > 0 || pass.Sums.Length == 0)
        {
            return;
        }

        // Sums are divided by the number of samples in the end.
        pass.Sums[0] += Price() * pass.Batch!.Count;
    }

    /// <summary>The price as it is now.</summary>
    public double Price()
    {
        double absolute = 0, square = 0;
        foreach (float w in weight.Values)
        {
            absolute += Math.Abs(w);
            square += (double)w * w;
        }

        return (regularizer.Absolute * absolute) + (regularizer.Square * square);
    }

    public override void Backward(Pass pass)
    {
    }

    /// <summary>Adds the slope to the first shard's gradients.</summary>
    public void AddSlope(Span<float> gradients)
    {
        if (parameter is null)
        {
            return;
        }

        Span<float> gradient = gradients.Slice(parameter.Offset, parameter.Size);
        float absolute = (float)regularizer.Absolute, square = (float)(2 * regularizer.Square);
        for (int i = 0; i < gradient.Length; i++)
        {
            float w = weight.Values[i];
            int at = parameter.Transposed ? (i % parameter.Columns * parameter.Rows) + (i / parameter.Columns) : i;
            gradient[at] += (square * w) + (absolute * (w > 0 ? 1 : w < 0 ? -1 : 0));
        }
    }
}
