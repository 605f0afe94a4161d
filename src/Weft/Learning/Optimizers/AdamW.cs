using Weft.Schedules;

namespace Weft;

/// <summary><see cref="Adam"/> with weight decay that does not pass through the moments.</summary>
/// <remarks><c>w -= lr decay w</c>, then Adam's step. Loshchilov and Hutter 2019; the decay is scaled by the rate, as in Keras.</remarks>
public sealed record AdamW : Adam
{
    /// <summary>AdamW with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="weightDecay">How fast weights decay, in units of the learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="amsgrad">Whether the second moment may only grow.</param>
    public AdamW(Schedule? learningRate = null, double weightDecay = 0.004, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false)
        : base(learningRate, beta1, beta2, epsilon, amsgrad)
    {
        WeightDecay = weightDecay;
    }
}
