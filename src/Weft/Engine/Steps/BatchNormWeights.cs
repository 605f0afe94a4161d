using Weft.Layers;

namespace Weft.Engine;

/// <summary>The weights of a batch normalisation in a plan; those it was configured without are null.</summary>
/// <param name="Gamma">The scale.</param>
/// <param name="Beta">The offset.</param>
/// <param name="MovingMean">The average of the batches' means.</param>
/// <param name="MovingVariance">The average of the batches' variances.</param>
/// <param name="GammaGradient">Where the scale's gradient goes; null where it is not trained.</param>
/// <param name="BetaGradient">Where the offset's gradient goes; null where it is not trained.</param>
internal sealed record BatchNormWeights(Weight? Gamma, Weight? Beta, Weight MovingMean, Weight MovingVariance, Parameter? GammaGradient = null, Parameter? BetaGradient = null)
{
    public static BatchNormWeights Of(BuiltLayer built)
    {
        BatchNormalization layer = (BatchNormalization)built.Layer;
        int next = 0;
        return new BatchNormWeights(layer.Scale ? built.Weights[next++] : null, layer.Center ? built.Weights[next++] : null, built.Weights[next], built.Weights[next + 1]);
    }

    public float GammaAt(int channel) => Gamma is null ? 1 : Gamma.Values[channel];

    public float BetaAt(int channel) => Beta is null ? 0 : Beta.Values[channel];

    /// <summary>Scale of a channel when the moving averages are used.</summary>
    public double MovingScale(int channel, double epsilon) => GammaAt(channel) / Math.Sqrt(MovingVariance.Values[channel] + epsilon);
}
