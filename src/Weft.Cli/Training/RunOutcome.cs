using Weft.Backbones;

namespace Weft.Cli.Training;

/// <summary>What a training run came to.</summary>
/// <param name="History">Its epochs.</param>
/// <param name="Test">How the model does on the test pictures; null where the run was interrupted.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Seconds">How long everything took, loading and saving included.</param>
/// <param name="FirstStepSeconds">From the start of the process to the end of the first step.</param>
internal sealed record RunOutcome(History History, Evaluation? Test, RunFolder Folder, double Seconds, double? FirstStepSeconds)
{
    /// <summary>What training on a backbone came to; null where a network was trained as a whole.</summary>
    public TransferResult? Transfer { get; init; }

    /// <summary>Whether the run came to its end.</summary>
    public bool IsDone => Test is not null || (Transfer is not null && !History.Interrupted);

    /// <summary>What a load left out, and what a run goes on with, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
