using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>The test pictures of a data set.</summary>
/// <param name="Name">What the data set is called.</param>
/// <param name="Pictures">The pictures.</param>
/// <param name="IsSketches">Whether these are Weft's drawings.</param>
internal sealed record TestData(string Name, ImageDataset Pictures, bool IsSketches)
{
    /// <summary>Files that gave no picture.</summary>
    public IReadOnlyList<UnreadablePicture> Unreadable { get; init; } = [];

    /// <summary>The file of each picture; empty where they are in arrays.</summary>
    public IReadOnlyList<PictureFile> Files { get; init; } = [];

    public string ClassName(int label) => label < Pictures.ClassNames.Count ? Pictures.ClassNames[label] : $"{label}";

    /// <summary>The same data with pictures of the size and channels asked for.</summary>
    public TestData Fit(DataRequest request) => this with { Pictures = request.Fit(Pictures) };

    /// <summary>The same data with its classes numbered as a model numbers them.</summary>
    /// <remarks>A folder may hold some of the model's classes, or hold them in another order; they go by name. Models without class names go by number.</remarks>
    /// <exception cref="DataException">A class of the data is none of the model's.</exception>
    public TestData NumberedAs(IReadOnlyList<string> classNames) => this with { Pictures = ClassNumbers.Of(Pictures, classNames, Name) };
}
