namespace Weft.Backbones;

/// <summary>What training on a backbone came to.</summary>
/// <param name="Model">The whole network, from pictures to classes: an ordinary model, whose backbone is frozen.</param>
/// <param name="History">The epochs of the head.</param>
/// <param name="Plan">What was picked from how many pictures there are, in a sentence.</param>
public sealed record TransferResult(Model Model, History History, string Plan)
{
    /// <summary>The epochs in which the backbone's last stages learned; null where they did not.</summary>
    public History? FineTuning { get; init; }

    /// <summary>Whether it was ended before it was done.</summary>
    public bool Interrupted => (FineTuning ?? History).Interrupted;

    /// <summary>How the pictures were classified by heads that had not seen them; null where there was no cross-validation.</summary>
    public Evaluation? CrossValidation { get; init; }

    /// <summary>Into how many folds the pictures were cut; 0 for none.</summary>
    public int Folds { get; init; }

    /// <summary>How the head does on the pictures to validate on; null where there are none.</summary>
    public Evaluation? Validation { get; init; }

    /// <summary>The temperature that was fitted to pictures the head had not seen, and is in the model's metadata; null where there were too few mistakes to fit it to.</summary>
    public TemperatureScaling? Temperature { get; init; }
}
