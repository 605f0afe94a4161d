using System.Globalization;

using Weft.Explain;
using Weft.Imaging;

namespace Weft.Cli.Models;

/// <summary>A picture, what the model says to it, and why.</summary>
/// <param name="Picture">The picture and the prediction.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Class">The explained class's name.</param>
/// <param name="Explanation">What was found.</param>
/// <param name="Score">Which figure: <c>logit</c> or <c>probability</c>.</param>
internal sealed record ExplainedPicture(PredictedPicture Picture, string Method, string Class, Explanation Explanation, string Score)
{
    private const int PhotoEdge = 504;

    /// <summary>Where the heat is; null where there is none.</summary>
    public HeatPlace? Place { get; } = HeatPlace.Of(Explanation.Heat);

    /// <summary>What was asked, in one line: <c>grad-cam at conv2d_5, for Coat</c>.</summary>
    public string Question => string.Create(
        CultureInfo.InvariantCulture,
            $"{Method}{(Explanation.Layer is { } layer ? $" at {layer}" : string.Empty)}, for {Class} ({Score} {Explanation.Score:G4})");

    /// <summary>Draws it, over the photo as well where the picture is one of a file and was prepared.</summary>
    public void Save(string path, PicturePredictor predictor)
    {
        Picture? photo = Picture.Input.Index is null ? predictor.Show(Picture.Input.Name, PhotoEdge) : null;
        bool isOther = photo is not null && (photo.Width, photo.Height) != (Picture.Seen.Width, Picture.Seen.Height);
        ExplanationSheet.SavePng(path, Picture.Seen, Explanation, $"{Path.GetFileName(Picture.Input.Name)}: {Question}",
            isOther ? photo : null, Picture.Place);
    }
}
