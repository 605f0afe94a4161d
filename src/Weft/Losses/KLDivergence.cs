namespace Weft;

/// <summary>How far a predicted distribution is from the target's: <c>sum_i t_i ln(t_i / p_i)</c>, both cut to <c>[1e-7, 1]</c> as Keras does.</summary>
public sealed record KLDivergence : Loss
{
    /// <inheritdoc/>
    public override bool TakesClassNumbers => false;

    internal override bool? WantsLogits => false;
}
