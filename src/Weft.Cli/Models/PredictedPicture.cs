using Weft.Imaging;

namespace Weft.Cli.Models;

/// <summary>A picture and what the model takes it for.</summary>
/// <param name="Input">What was asked.</param>
/// <param name="Seen">The picture as the model saw it.</param>
/// <param name="Steps">What was done to a file's picture before; null for one of the test set.</param>
/// <param name="Prediction">What the model says.</param>
/// <param name="Truth">The class it is; null where that is not known.</param>
internal sealed record PredictedPicture(PredictInput Input, Picture Seen, IReadOnlyList<string>? Steps, Prediction Prediction, string? Truth)
{
    /// <summary>Which part of the photo the model saw; null for a picture of the test set.</summary>
    public PhotoPlace? Place { get; init; }
}
