namespace Weft.Explain;

/// <summary>Which of a class's figures is explained.</summary>
public enum ExplainedScore
{
    /// <summary>
    /// The logit: the class's value before the softmax or sigmoid at the model's end. Of a model that ends in neither it is the output as
    /// it is.
    /// The usual choice: it rises with evidence for the class alone, and does not saturate.
    /// </summary>
    Logit,

    /// <summary>The probability: also what speaks against the other classes counts, and gradients fade where the model is sure.</summary>
    Probability,
}
