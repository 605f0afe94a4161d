using Weft.Cli.Judging;
using Weft.Cli.Reports.Runs;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Pages;

/// <summary>A report together with what its page shows in pictures.</summary>
/// <param name="Report">The numbers and words.</param>
/// <param name="Model">The model.</param>
/// <param name="Learned">Pictures it learned from; null where they were not loaded.</param>
/// <param name="Tested">Pictures it was tested on.</param>
/// <param name="Predictions">What it said to them; null where it was not asked.</param>
internal sealed record RunPictures(RunReport Report, Model Model, ImageDataset? Learned, ImageDataset Tested, TestPredictions? Predictions)
{
    /// <summary>The file of each test picture; empty where they are in arrays.</summary>
    public IReadOnlyList<PictureFile> Files { get; init; } = [];

    /// <summary>What a test picture is called.</summary>
    public string NameOf(int index) => index < Files.Count ? Files[index].Name : $"test {index}";
}
