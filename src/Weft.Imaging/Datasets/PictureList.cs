using System.IO.Hashing;
using System.Text;

using Weft.Data;

namespace Weft.Imaging;

/// <summary>The files of a data set of pictures, before any of them is decoded.</summary>
/// <remarks>
/// Within a part, pictures come in an order that mixes the classes evenly, so that the last part of the training pictures is a fair validation set. The order, and which pictures
/// become test pictures where there is no test part, follow from a hash of each file's name: the same for every run and every model, and hardly changed by adding pictures.
/// </remarks>
public sealed class PictureList
{
    /// <summary>The share of each class that is set aside for testing where the data set has no test part.</summary>
    public const double TestSplit = 0.2;

    /// <summary>Says that the pictures of a folder belong together.</summary>
    public const string ByFolder = "folder";

    private PictureList(string name, LabelNames classes)
    {
        Name = name;
        Classes = classes;
    }

    /// <summary>What the data set is called.</summary>
    public string Name { get; }

    /// <summary>Its classes.</summary>
    public LabelNames Classes { get; }

    /// <summary>The pictures to learn from.</summary>
    public IReadOnlyList<PictureFile> Train { get; private init; } = [];

    /// <summary>The pictures to validate on; empty where the data set does not say.</summary>
    public IReadOnlyList<PictureFile> Validation { get; private init; } = [];

    /// <summary>The pictures to test on.</summary>
    public IReadOnlyList<PictureFile> Test { get; private init; } = [];

    /// <summary>Whether the test pictures were set aside from the training pictures.</summary>
    public bool WasSplit { get; private init; }

    /// <summary>Whether pictures belong to groups, which are on one side of every cut.</summary>
    public bool HasGroups => All.Any(file => file.Group is not null);

    /// <summary>What the reader should know about how the files were taken, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Of the <see cref="Notes"/>, those that count what was left out.</summary>
    public IReadOnlyList<string> PassedOver { get; private init; } = [];

    /// <summary>All pictures, those to test on last.</summary>
    public IEnumerable<PictureFile> All => Train.Concat(Validation).Concat(Test);

    /// <summary>Lists a folder with a folder per class, or a CSV file of paths and labels.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="groups">What says which pictures belong together: <see cref="ByFolder"/>, or the name of a column of the CSV file; null for its column
    /// <c>group</c>, where it has one.</param>
    /// <exception cref="DataException">There are no two classes of pictures there, or no such column; the message says what there is.</exception>
    public static PictureList Read(string path, string? groups = null) => File.Exists(path) ? PictureCsv.Read(path, groups)
        : groups is null or ByFolder ? ClassFolders.Read(path, groups)
        : throw new DataException($"{path}: expected a CSV file for groups by the column '{groups}', got a folder. Pictures in folders of their own are groups by {ByFolder}.");

    /// <param name="name">What the data set is called.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="parts">The files of each <see cref="PicturePart"/>.</param>
    /// <param name="passedOver">What was left out, a sentence each.</param>
    internal static PictureList Create(string name, string source, IReadOnlyList<PictureFile>[] parts, IReadOnlyList<string> passedOver)
    {
        (IReadOnlyList<PictureFile> train, IReadOnlyList<PictureFile> validation, IReadOnlyList<PictureFile> test) =
            (parts[(int)PicturePart.Train], parts[(int)PicturePart.Validation], parts[(int)PicturePart.Test]);
        LabelNames classes = LabelNames.Of(train.Select(file => file.Label), source);
        RequireKnown(classes, validation.Concat(test), source);
        bool split = test.Count == 0;
        (PictureFile[] ordered, int cut) = split ? Split(train, classes) : (Mix(train, classes), train.Count);
        if (cut == 0 || (split && cut == ordered.Length))
        {
            throw new DataException($"{source}: expected pictures enough to learn from and to test on, got {ordered.Length}. Add pictures of every class.");
        }

        return new PictureList(name, classes)
        {
            Train = ordered[..cut],
            Validation = Mix(validation, classes),
            Test = split ? ordered[cut..] : Mix(test, classes),
            WasSplit = split,
            PassedOver = passedOver,
            Notes = split
                ? [.. passedOver,
                    $"There is no test part: {ordered.Length - cut} of {ordered.Length} pictures, {TestSplit:P0} of each class, "
                        + "are set aside to test on, the same ones every time."]
                : passedOver,
        };
    }

    private static void RequireKnown(LabelNames classes, IEnumerable<PictureFile> files, string source)
    {
        HashSet<string> known = [.. classes.Names];
        if (files.FirstOrDefault(file => !known.Contains(file.Label)) is { } stranger)
        {
            throw new DataException($"{source}: expected the classes of the training pictures ({string.Join(", ", classes.Names)}), got '{stranger.Label}' for {stranger.Name}. Add training pictures of that class, or take it out.");
        }
    }

    // Groups are on one side: the first of as many folds as the test part is smaller than the whole.
    private static (PictureFile[] Ordered, int Cut) Split(IReadOnlyList<PictureFile> files, LabelNames classes)
    {
        PictureFile[] mixed = Mix(files, classes);
        if (!files.Any(file => file.Group is not null))
        {
            return (mixed, (int)Math.Floor(mixed.Length * (1 - TestSplit)));
        }

        int[] folds = StratifiedFolds.Of(Array.ConvertAll(mixed, file => classes[file.Label]), Groups(mixed), (int)Math.Round(1 / TestSplit), seed: 0);
        PictureFile[] train = [.. mixed.Where((_, i) => folds[i] > 0)], test = [.. mixed.Where((_, i) => folds[i] == 0)];
        return ([.. Mix(train, classes), .. Mix(test, classes)], train.Length);
    }

    /// <summary>The group of each file; that of one without is its own.</summary>
    internal static string[] Groups(IEnumerable<PictureFile> files) => [.. files.Select(file => file.Group ?? file.Name)];

    private static PictureFile[] Mix(IReadOnlyList<PictureFile> files, LabelNames classes)
    {
        PictureFile[] shuffled = [.. files.OrderBy(file => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(file.Name))).ThenBy(file => file.Name, StringComparer.Ordinal)];
        int[] labels = Array.ConvertAll(shuffled, file => classes[file.Label]);
        return Array.ConvertAll(Splits.SpreadClasses(labels), index => shuffled[index]);
    }
}
