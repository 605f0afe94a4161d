namespace Weft.Data;

/// <summary>Loads any data set that comes as the IDX files MNIST introduced, from a folder.</summary>
/// <remarks>
/// The files are <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and <c>t10k-labels-idx1-ubyte</c>,
/// each plain or with <c>.gz</c>; <c>test-</c> may stand for <c>t10k-</c> and <c>.idx</c> for <c>-idx</c>. Class names come from a <c>classes.txt</c> or
/// <c>labels.txt</c> beside them, a name per line; otherwise classes are called by their numbers.
/// </remarks>
public static class IdxDataset
{
    private static readonly string[] TrainPrefixes = ["train"];
    private static readonly string[] TestPrefixes = ["t10k", "test"];

    /// <summary>Loads the training and the test pictures.</summary>
    /// <param name="directory">The folder with the files.</param>
    /// <param name="name">What to call the data set; the folder's name otherwise.</param>
    /// <exception cref="DataException">A file is missing or damaged, or pictures and labels do not fit each other.</exception>
    public static (ImageDataset Train, ImageDataset Test) Load(string directory, string? name = null) =>
        Load(directory, name ?? NameOf(directory), ClassNamesIn(directory));

    /// <summary>Loads the training pictures alone; there need not be others.</summary>
    /// <param name="directory">The folder with the files.</param>
    /// <param name="name">What to call the data set; the folder's name otherwise.</param>
    /// <exception cref="DataException">A file is missing or damaged, or pictures and labels do not fit each other.</exception>
    public static ImageDataset LoadTrain(string directory, string? name = null)
    {
        Part train = ReadPart(directory, IdxLayout.Plain, TrainPrefixes);
        return train.ToDataset(name ?? NameOf(directory), ClassNamesIn(directory) ?? Numbers(train));
    }

    /// <summary>Loads the test pictures alone; there need not be others.</summary>
    /// <param name="directory">The folder with the files.</param>
    /// <param name="name">What to call the data set; the folder's name otherwise.</param>
    /// <exception cref="DataException">A file is missing or damaged, or pictures and labels do not fit each other.</exception>
    public static ImageDataset LoadTest(string directory, string? name = null) => LoadTest(directory, name ?? NameOf(directory), ClassNamesIn(directory));

    internal static ImageDataset LoadTest(string directory, string name, IReadOnlyList<string>? classNames, IdxLayout? layout = null)
    {
        Part test = ReadPart(directory, layout ?? IdxLayout.Plain, TestPrefixes);
        return test.ToDataset(name, classNames ?? Numbers(test));
    }

    /// <summary>Whether all four files are in a folder.</summary>
    public static bool IsComplete(string directory) => IsComplete(directory, IdxLayout.Plain);

    internal static bool IsComplete(string directory, IdxLayout layout) =>
        HasPart(directory, layout, TrainPrefixes) && HasPart(directory, layout, TestPrefixes);

    internal static (ImageDataset Train, ImageDataset Test) Load(string directory, string name, IReadOnlyList<string>? classNames, IdxLayout? layout = null)
    {
        layout ??= IdxLayout.Plain;
        Task<Part> reading = Task.Run(() => ReadPart(directory, layout, TestPrefixes));
        Part train = ReadPart(directory, layout, TrainPrefixes);
        Part test = reading.GetAwaiter().GetResult();
        if (test.Images.Height != train.Images.Height || test.Images.Width != train.Images.Width)
        {
            throw new DataException(
                $"{name}: training pictures are {train.Images.Height}x{train.Images.Width}, test pictures {test.Images.Height}x{test.Images.Width}, expected one size. Use files of one data set.");
        }

        IReadOnlyList<string> names = classNames ?? Numbers(train, test);
        return (train.ToDataset(name, names), test.ToDataset(name, names));
    }

    private static string NameOf(string directory) => new DirectoryInfo(directory).Name;

    private static string[] Numbers(params ReadOnlySpan<Part> parts)
    {
        int last = -1;
        foreach (Part part in parts)
        {
            last = Math.Max(last, part.Labels.DefaultIfEmpty(-1).Max());
        }

        return [.. Enumerable.Range(0, last + 1).Select(number => $"{number}")];
    }

    private static string[]? ClassNamesIn(string directory)
    {
        string? file = ((string[])["classes.txt", "labels.txt"]).Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
        string[] names = file is null ? [] : [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length > 0 ? names : null;
    }

    private static bool HasPart(string directory, IdxLayout layout, string[] prefixes) =>
        Find(directory, layout, prefixes, "images", 3) is not null && Find(directory, layout, prefixes, "labels", 1) is not null;

    private static Part ReadPart(string directory, IdxLayout layout, string[] prefixes)
    {
        string images = Require(directory, layout, prefixes, "images", 3);
        string labels = Require(directory, layout, prefixes, "labels", 1);
        Part part = new(layout.Arrange(IdxFile.ReadImages(images)), layout.Number(IdxFile.ReadLabels(labels)));
        if (part.Images.Count != part.Labels.Length)
        {
            throw new DataException(
                $"{Path.GetFileName(images)}: expected a label for each of {part.Images.Count} images, {Path.GetFileName(labels)} has {part.Labels.Length}. Use two files of one data set.");
        }

        return part;
    }

    private static string Require(string directory, IdxLayout layout, string[] prefixes, string content, int rank) =>
        Find(directory, layout, prefixes, content, rank) ?? throw new DataException(
            $"{directory}: expected the file {layout.Prefix}{prefixes[0]}-{content}-idx{rank}-ubyte, plain or .gz, and found none. "
            + "An IDX data set has the four files train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte; name the folder that holds them.");

    private static string? Find(string directory, IdxLayout layout, string[] prefixes, string content, int rank) =>
        (from prefix in prefixes
         from separator in (string[])["-", "."]
         from ending in (string[])["", ".gz"]
         select Path.Combine(directory, $"{layout.Prefix}{prefix}-{content}{separator}idx{rank}-ubyte{ending}")).FirstOrDefault(File.Exists);

    private sealed record Part(IdxImages Images, int[] Labels)
    {
        public ImageDataset ToDataset(string name, IReadOnlyList<string> classNames) =>
            new(Images.Pixels, Labels, [Images.Height, Images.Width, 1], name, classNames);
    }
}
