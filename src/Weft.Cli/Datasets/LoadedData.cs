using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>A data set as a command uses it.</summary>
/// <param name="Name">What it is called wherever results are shown or saved.</param>
/// <param name="Train">The training pictures.</param>
/// <param name="Test">The test pictures.</param>
/// <param name="IsSketches">Whether these are Weft's drawings, whose results mean nothing for photographs.</param>
internal sealed record LoadedData(string Name, ImageDataset Train, ImageDataset Test, bool IsSketches)
{
    /// <summary>The pictures the data set itself sets aside for validation; null where it has none.</summary>
    public ImageDataset? Validation { get; init; }

    /// <summary>Whether the test pictures were set aside from the training pictures, because the data has no test part.</summary>
    public bool WasSplit { get; init; }

    /// <summary>The group of each training picture, such as the object it shows; null where the data says nothing of groups.</summary>
    public IReadOnlyList<string>? TrainGroups { get; init; }

    /// <summary>The same of the test pictures.</summary>
    public IReadOnlyList<string>? TestGroups { get; init; }

    /// <summary>Files that gave no picture.</summary>
    public IReadOnlyList<UnreadablePicture> Unreadable { get; init; } = [];

    /// <summary>The file of each test picture; empty where pictures are in arrays.</summary>
    public IReadOnlyList<PictureFile> TestFiles { get; init; } = [];

    /// <summary>How photos are prepared for a model of this data.</summary>
    public PicturePreparation Preparation { get; init; } = PicturePreparation.FitOnly;

    public string ClassName(int label) => label < Test.ClassNames.Count ? Test.ClassNames[label] : $"{label}";

    public int ClassCount => Train.ClassNames.Count;

    /// <summary>The same data with pictures of the size and channels asked for.</summary>
    public LoadedData Fit(DataRequest request)
    {
        Shape shape = request.Complete(Train.Shape, Name);
        ImageDataset Part(ImageDataset pictures) => pictures.Fit(shape, request.Crop);
        return this with { Train = Part(Train), Validation = Validation is null ? null : Part(Validation), Test = Part(Test) };
    }

    /// <summary>The same data with its classes numbered as a model numbers them, in every part.</summary>
    /// <exception cref="DataException">A class of the data is none of the model's.</exception>
    public LoadedData NumberedAs(IReadOnlyList<string> classNames, string remedy)
    {
        ImageDataset Part(ImageDataset pictures) => ClassNumbers.Of(pictures, classNames, Name, remedy);
        return this with { Train = Part(Train), Validation = Validation is null ? null : Part(Validation), Test = Part(Test) };
    }
}
