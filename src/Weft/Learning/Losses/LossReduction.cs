namespace Weft;

/// <summary>How the losses of a batch's samples, each times its weight, become one value.</summary>
/// <remarks>Keras' <c>none</c>, which leaves them apart, is nothing that a model can be trained on.</remarks>
public enum LossReduction
{
    /// <summary>Their sum over the number of samples, whatever these weigh.</summary>
    SumOverBatchSize,

    /// <summary>Keras' other name for <see cref="SumOverBatchSize"/>.</summary>
    Mean,

    /// <summary>Their sum: steps grow with the batch.</summary>
    Sum,

    /// <summary>Their sum over the sum of the weights; 0 where that is 0.</summary>
    MeanWithSampleWeight,
}
