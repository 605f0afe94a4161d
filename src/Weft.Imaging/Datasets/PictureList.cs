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

    /// <summary>What the reader should know about how the files were taken, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Of the <see cref="Notes"/>, those that count what was left out.</summary>
    public IReadOnlyList<string> PassedOver { get; private init; } = [];

    /// <summary>All pictures, those to test on last.</summary>
    public IEnumerable<PictureFile> All => Train.Concat(Validation).Concat(Test);

    /// <summary>Lists a folder with a folder per class, or a CSV file of paths and labels.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <exception cref="DataException">There are no two classes of pictures there; the message says what there is.</exception>
    public static PictureList Read(string path) => File.Exists(path) ? PictureCsv.Read(path) : ClassFolders.Read(path);

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
        PictureFile[] ordered = Mix(train, classes);
        bool split = test.Count == 0;
        int cut = split ? (int)Math.Floor(ordered.Length * (1 - TestSplit)) : ordered.Length;
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

    private static PictureFile[] Mix(IReadOnlyList<PictureFile> files, LabelNames classes)
    {
        PictureFile[] shuffled = [.. files.OrderBy(file => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(file.Name))).ThenBy(file => file.Name, StringComparer.Ordinal)];
        int[] labels = Array.ConvertAll(shuffled, file => classes[file.Label]);
        return Array.ConvertAll(Splits.SpreadClasses(labels), index => shuffled[index]);
    }
}
