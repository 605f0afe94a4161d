using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>How the training of a <see cref="Classifier"/> went.</summary>
/// <param name="Transfer">The head's training: its plan, history and cross-validation.</param>
/// <param name="Test">How right the classifier is on pictures that were set aside, or that are a test part; null where all were learned
/// from.</param>
/// <param name="Unreadable">The pictures that could not be read, and were left out.</param>
/// <param name="Notes">What is odd about the pictures or was left out, a sentence each.</param>
public sealed record ClassifierTraining(
    TransferResult Transfer, Evaluation? Test, IReadOnlyList<UnreadablePicture> Unreadable, IReadOnlyList<string> Notes)
{
    /// <summary>How right the classifier is on pictures it has not learned from: by the test pictures, those to validate on, or
    /// cross-validation; null where there is none of these.</summary>
    public Evaluation? Score => Test ?? Transfer.Validation ?? Transfer.CrossValidation;
}
