using System.Globalization;

namespace Weft.Imaging;

/// <summary>What the columns of a CSV file are, by its header or, where it has none, by its first row.</summary>
internal sealed record CsvColumns
{
    private const int MostQuoted = 160;

    // The first that is there is taken.
    private static readonly string[] PathNames =
    [
        "path", "filepath", "file_path", "image_path", "img_path", "file", "filename", "file_name", "image_file", "image_filename",
            "image_name", "img_name", "image", "img", "picture", "photo",
        "image_id", "id_code", "id",
    ];

    private static readonly string[] LabelColumnNames =
        ["label", "labels", "class", "class_name", "classname", "class_label", "label_name", "category", "category_name", "target",
            "emotion", "species", "breed", "diagnosis", "dx", "y"];

    private static readonly string[] SplitNames = ["split", "set", "subset", "part", "usage", "partition"];
    private static readonly string[] GroupNames = ["group", "groups", "group_id"];
    private static readonly string[] PixelTextNames = ["pixels", "pixel_values"];

    // What spreadsheets and pandas number rows with.
    private static readonly string[] RowNumberNames = ["", "unnamed:_0", "index"];

    /// <summary>Whether the first row is a header, and no picture.</summary>
    public bool IsHeader { get; private init; }

    /// <summary>The column of paths; null where pixels are in the file.</summary>
    public int? Path { get; private init; }

    /// <summary>The column of labels; null where <see cref="OneHot"/> has them.</summary>
    public int? Label { get; private init; }

    /// <summary>The column that says which part a picture belongs to; null where there is none.</summary>
    public int? Split { get; private init; }

    /// <summary>The column that says which pictures belong together; null where there is none.</summary>
    public int? Group { get; private init; }

    /// <summary>A column for each class, 1 for the picture's own.</summary>
    public IReadOnlyList<int> OneHot { get; private init; } = [];

    /// <summary>A column for each pixel, in the order of the pixels.</summary>
    public IReadOnlyList<int> Pixels { get; private init; } = [];

    /// <summary>The column with all pixels of a picture, numbers with spaces between them.</summary>
    public int? PixelText { get; private init; }

    /// <summary>The names in the header.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>Names of columns that nothing is made of.</summary>
    public IReadOnlyList<string> Unused { get; private init; } = [];

    public bool HasPixels => Pixels.Count > 0 || PixelText is not null;

    /// <summary>Understands a first row.</summary>
    /// <param name="first">Its fields.</param>
    /// <param name="file">What errors call the file.</param>
    /// <param name="exists">Whether a field names a file that is there.</param>
    /// <param name="groups">The name of the column of groups; null for one that is called so.</param>
    /// <exception cref="DataException">It is not understood, or there is no such column; the message quotes it.</exception>
    public static CsvColumns Of(string[] first, string file, Func<string, bool> exists, string? groups = null) =>
        OfHeader(first, file, groups) ?? WithoutGroups(first, file, groups) ?? OfFirstRow(first, exists) ?? throw new DataException(
            $"{file}: expected columns named path and label, a column for each class, or label and pixels, "
                + $"got the first line '{Quoted(first)}'. Name the columns so in a first line; split with train, "
                + "val or test may be beside them.");

    /// <summary>A column as messages name it: by its header where there is one, and by its number from 1 on.</summary>
    public string Place(int column) =>
        column < Names.Count && Names[column].Length > 0 ? $"column {column + 1} ('{Names[column]}')" : $"column {column + 1}";

    /// <summary>A row as messages quote it.</summary>
    public static string Quoted(string[] row)
    {
        string text = string.Join(',', row);
        return text.Length > MostQuoted ? text[..MostQuoted] + "..." : text;
    }

    private static CsvColumns? WithoutGroups(string[] first, string file, string? groups) => groups is null
        ? null
        : throw new DataException($"{file}: expected a column named '{groups}', got the first line '{Quoted(first)}'. Name one of its columns.");

    private static CsvColumns? OfHeader(string[] first, string file, string? groups)
    {
        string[] names = [.. first.Select(field => field.ToLowerInvariant().Replace(' ', '_').Replace('-', '_'))];
        int? path = Find(names, PathNames), label = Find(names, LabelColumnNames), split = Find(names, SplitNames);
        int? text = Find(names, PixelTextNames);
        int? group = groups is null ? Find(names, GroupNames) : Array.IndexOf(first, groups) is >= 0 and var named ? named : null;
        if (groups is not null && group is null)
        {
            WithoutGroups(first, file, groups);
        }

        int[] pixels = PixelColumns.Of(names);
        int[] rest =
            [.. Enumerable.Range(0, first.Length)
                .Where(column => column != path && column != label && column != split && column != group && !RowNumberNames.Contains(names[column]))];
        CsvColumns columns = new() { IsHeader = true, Names = first, Label = label, Split = split, Group = group };
        if (label is not null && path is null && (pixels.Length > 0 || text is not null))
        {
            IReadOnlyList<string> unused = Named(rest.Except(pixels).Where(column => column != text));
            return columns with { Pixels = pixels, PixelText = pixels.Length > 0 ? null : text, Unused = unused };
        }

        if (path is not null && label is not null)
        {
            return columns with { Path = path, Unused = Named(rest) };
        }

        if (first.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => path is not null && group.Count() > 1) is { } twice)
        {
            throw new DataException($"{file}: expected a name of its own for each column, got '{twice.Key}' twice in '{Quoted(first)}'. "
                + "Rename one of them.");
        }

        return path is not null && rest.Length > 1 ? columns with { Path = path, OneHot = rest } : null;

        IReadOnlyList<string> Named(IEnumerable<int> others) => [.. others.Select(column => first[column])];
    }

    // Without a header: pixels with the label in front, as MNIST is passed around; or path and label, and a part where a word is one.
    private static CsvColumns? OfFirstRow(string[] first, Func<string, bool> exists)
    {
        if (PixelColumns.IsPicture(first.Length - 1)
            && first.All(field => byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return new CsvColumns { Label = 0, Pixels = [.. Enumerable.Range(1, first.Length - 1)] };
        }

        int[] paths =
            [.. Enumerable.Range(0, first.Length).Where(column => PictureFile.HasPictureEnding(first[column]) || exists(first[column]))];
        int[] splits = first.Length == 3 ? [.. Enumerable.Range(0, 3).Where(column => PartNames.Of(first[column]) is not null)] : [];
        return (first.Length, paths, splits) switch
        {
            (1 or 2, [var path, ..], _) => new CsvColumns { Path = path, Label = 1 - path },
            (3, [var path], [var split]) when path != split => new CsvColumns { Path = path, Split = split, Label = 3 - path - split },
            _ => null,
        };
    }

    private static int? Find(string[] names, string[] known) =>
        known.Select(name => Array.IndexOf(names, name)).Where(column => column >= 0).Select(column => (int?)column).FirstOrDefault();
}
