namespace Weft.Fuzz.Running;

/// <summary>How an input ended.</summary>
internal enum OutcomeKind
{
    /// <summary>A right answer.</summary>
    Answer,

    /// <summary>An error that has a name.</summary>
    Refusal,

    /// <summary>Anything else.</summary>
    Finding,
}

/// <summary>How an input ended, what it took, and what was said.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Message">The error, on one line; empty for an answer.</param>
/// <param name="Place">Where a finding came from: findings of one place are one.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Bytes">By how much it raised the most memory that the process had at once.</param>
internal sealed record Outcome(OutcomeKind Kind, string Message, string Place, double Seconds, long Bytes);
