using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>The test pictures of a data set.</summary>
/// <param name="Name">What the data set is called.</param>
/// <param name="Pictures">The pictures.</param>
/// <param name="IsSketches">Whether these are Weft's drawings.</param>
internal sealed record TestData(string Name, ImageDataset Pictures, bool IsSketches)
{
    public string ClassName(int label) => label < Pictures.ClassNames.Count ? Pictures.ClassNames[label] : $"{label}";
}
