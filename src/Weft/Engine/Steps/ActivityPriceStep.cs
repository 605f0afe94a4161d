using System.Numerics.Tensors;

using Weft.Regularizers;

namespace Weft.Engine;

/// <summary>Adds the price of a layer's output to the loss, and its slope to the output's gradient: the mean over a batch's samples.</summary>
/// <param name="regularizer">The price.</param>
/// <param name="value">The output, which flows on untouched.</param>
internal sealed class ActivityPriceStep(Regularizer regularizer, Value value) : Step(value, value)
{
    // So many values at a time, for slopes that need not be kept.
    private const int Stretch = 256;

    // Sums are divided by the number of samples in the end.
    public override void Forward(Pass pass)
    {
        if (pass.Sums.Length > 0)
        {
            pass.Sums[0] += regularizer.Price(pass.Data(Input), Input.Shape);
        }
    }

    public override void Backward(Pass pass)
    {
        ReadOnlySpan<float> values = pass.Data(Output);
        Span<float> gradient = pass.Gradient(Output), slopes = stackalloc float[Stretch];
        if (!Output.AddsGradient)
        {
            gradient.Clear();
        }

        for (int at = 0; at < values.Length; at += Stretch)
        {
            Span<float> slope = slopes[..Math.Min(Stretch, values.Length - at)];
            regularizer.Slope(values.Slice(at, slope.Length), Input.Shape, slope);
            TensorPrimitives.MultiplyAdd(slope, 1f / pass.Batch!.Count, gradient.Slice(at, slope.Length), gradient.Slice(at, slope.Length));
        }
    }
}
