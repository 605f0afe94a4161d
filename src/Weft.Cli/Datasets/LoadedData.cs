using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>A data set as a command uses it.</summary>
/// <param name="Name">What it is called wherever results are shown or saved.</param>
/// <param name="Train">The training pictures.</param>
/// <param name="Test">The test pictures.</param>
/// <param name="IsSketches">Whether these are Weft's drawings, whose results mean nothing for photographs.</param>
internal sealed record LoadedData(string Name, ImageDataset Train, ImageDataset Test, bool IsSketches)
{
    public string ClassName(int label) => label < Test.ClassNames.Count ? Test.ClassNames[label] : $"{label}";

    public int ClassCount => Train.ClassNames.Count;
}
