using Weft.Regularizers;

namespace Weft.Engine;

/// <summary>Adds the price of a weight to the loss, and its slope to the weight's gradient.</summary>
/// <remarks>The price is added by the batch's first group, the slope once all gradients of the batch are there.</remarks>
/// <param name="regularizer">The price.</param>
/// <param name="weight">The weight.</param>
/// <param name="parameter">Where its gradient lies; null in a plan without gradients.</param>
/// <param name="value">What flows on, untouched.</param>
internal sealed class RegularizerStep(Regularizer regularizer, Weight weight, Parameter? parameter, Value value) : Step(value, value)
{
    private readonly float[] _slope = new float[parameter is null ? 0 : weight.Shape.Size];

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
    public double Price() => regularizer.Price(weight.Values, weight.Shape);

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

        regularizer.Slope(weight.Values, weight.Shape, _slope);
        Span<float> gradient = gradients.Slice(parameter.Offset, parameter.Size);
        for (int i = 0; i < gradient.Length; i++)
        {
            int at = parameter.Transposed ? (i % parameter.Columns * parameter.Rows) + (i / parameter.Columns) : i;
            gradient[at] += _slope[i];
        }
    }
}
