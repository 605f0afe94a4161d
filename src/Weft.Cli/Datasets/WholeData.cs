using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>All pictures of a data set in one, whatever part they are of.</summary>
/// <param name="Name">What the data set is called.</param>
/// <param name="Pictures">The pictures, those to learn from first and those to test on last.</param>
/// <param name="Parts">The part of every picture; of a data set without parts, all are to learn from.</param>
/// <param name="Files">The file of every picture; none where they are in arrays.</param>
/// <param name="Unreadable">Files that gave no picture.</param>
internal sealed record WholeData(
    string Name, ImageDataset Pictures, IReadOnlyList<PicturePart> Parts, IReadOnlyList<PictureFile> Files, IReadOnlyList<UnreadablePicture> Unreadable)
{
    /// <summary>Whether the data set says itself what is to learn from and what to judge by.</summary>
    public bool HasParts { get; } = Parts.Any(part => part != PicturePart.Train);

    public string ClassName(int label) => label < Pictures.ClassNames.Count ? Pictures.ClassNames[label] : $"{label}";

    /// <summary>What a picture is called: its file, or its part and place in it.</summary>
    public string NameOf(int index) => Files.Count > 0 ? Files[index].Name : $"{Word(Parts[index])} {index - FirstOf(Parts[index])}";

    public static string Word(PicturePart part) => part switch
    {
        PicturePart.Train => "train",
        PicturePart.Validation => "val",
        _ => "test",
    };

    /// <summary>The parts of loaded data in one.</summary>
    public static WholeData Of(LoadedData data)
    {
        (PicturePart Part, ImageDataset? Pictures)[] parts =
            [(PicturePart.Train, data.Train), (PicturePart.Validation, data.Validation), (data.WasSplit ? PicturePart.Train : PicturePart.Test, data.Test)];
        (PicturePart Part, ImageDataset Pictures)[] there = [.. parts.Where(part => part.Pictures is not null).Select(part => (part.Part, part.Pictures!))];
        return new WholeData(
            data.Name,
            there.Skip(1).Aggregate(data.Train, (all, part) => all.Concat(part.Pictures)),
            [.. there.SelectMany(part => Enumerable.Repeat(part.Part, part.Pictures.Count))],
            [],
            data.Unreadable);
    }

    private int FirstOf(PicturePart part) => Parts.Count(other => other < part);
}
