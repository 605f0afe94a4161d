using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>The test pictures of a data set.</summary>
internal sealed record TestData(string Name, ImageDataset Pictures)
{
    public string ClassName(int label) => label < Pictures.ClassNames.Count ? Pictures.ClassNames[label] : $"{label}";
}
