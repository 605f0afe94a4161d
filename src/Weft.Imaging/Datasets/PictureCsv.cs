namespace Weft.Imaging;

/// <summary>
/// Lists pictures by a CSV file of paths and labels; relative paths count from the file's folder, or from the one in it where the pictures
/// are.
/// </summary>
/// <remarks>
/// With a header, columns are found by their names in any order: a path (<c>path</c>, <c>file</c>, <c>image</c>), a label (<c>label</c>,
/// <c>class</c>) or a column for each class with a 1 for the
/// picture's own, <c>split</c> with train, val or test, and <c>group</c> with what a picture belongs to. Without one, the first is the path and the second the label. Commas, semicolons
/// or tabs; quotes, CRLF and a byte order mark as
/// spreadsheets write them.
/// </remarks>
internal static class PictureCsv
{
    /// <summary>What the columns of a file are; null where it is empty.</summary>
    /// <exception cref="DataException">The file cannot be read, or its header is not understood.</exception>
    public static CsvColumns? ColumnsOf(string path) => Guard(path, () =>
    {
        using CsvRows rows = new(path);
        return rows.Read() ? Columns(rows, path) : null;
    });

    /// <param name="path">The file.</param>
    /// <param name="groups">The column of groups, or <see cref="PictureList.ByFolder"/>; null for a column that is called so, where there is one.</param>
    public static PictureList Read(string path, string? groups) => Guard(path, () =>
    {
        using CsvRows rows = new(path);
        return Read(rows, path, groups);
    });

    /// <summary>Turns what a file system says into an error of the library's.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: expected a CSV file of path,label, could not read it: {error.Message}", error);
        }
    }

    /// <summary>The part a row's split column says.</summary>
    public static PicturePart PartOf(CsvRows rows, CsvColumns columns, string path) => columns.Split is not { } column
        ? PicturePart.Train
        : PartNames.Of(Field(rows, column, "split", path))
            ?? throw new DataException($"{path}, line {rows.Line}: expected train, val or test, got '{rows[column]}'.");

    /// <summary>A field of the row, which must hold something.</summary>
    public static string Field(CsvRows rows, int column, string what, string path) =>
        column < rows.Count && rows[column].Length > 0
            ? rows[column].ToString()
            : throw new DataException($"{path}, line {rows.Line}: expected a {what} in column {column + 1}, "
                + $"got {(column < rows.Count ? "an empty field" : $"{rows.Count} columns")}. Write path,label, a line per picture.");

    public static CsvColumns Columns(CsvRows rows, string path, string? groups = null)
    {
        string folder = FolderOf(path);
        return CsvColumns.Of(rows.Texts(), path, word => word.Length > 0 && File.Exists(Path.Combine(folder, word)), groups);
    }

    private static PictureList Read(CsvRows rows, string path, string? groups)
    {
        CsvColumns? columns = null;
        bool byFolder = groups == PictureList.ByFolder;
        RowTally tally = new();
        while (rows.Read())
        {
            if (columns is null)
            {
                columns = Columns(rows, path, byFolder ? null : groups);
                if (columns.HasPixels)
                {
                    throw new DataException($"{path}: expected paths of pictures, got columns of pixels. "
                        + "Read it as what it is: CsvDataset does.");
                }

                if (columns.IsHeader)
                {
                    continue;
                }
            }

            string file = Field(rows, columns.Path!.Value, "path", path).Replace('\\', '/');
            string label = columns.Label is { } column ? Field(rows, column, "label", path) : OneHot(rows, columns, path);
            tally.Add(new CsvRow(file, label, PartOf(rows, columns, path), rows.Line)
            {
                Group = byFolder ? Path.GetDirectoryName(file) : GroupOf(rows, columns),
            });
        }

        CsvRoot root = CsvRoot.Find(FolderOf(path), tally.Files);
        List<PictureFile>[] parts = [[], [], []];
        foreach (CsvRow row in tally.Taken)
        {
            parts[(int)row.Part].Add(new PictureFile(root.Resolve(row.File), row.File, row.Label) { Group = row.Group });
        }

        IReadOnlyList<string> unused = columns?.Unused ?? [];
        return PictureList.Create(
            Path.GetFileNameWithoutExtension(path),
            path,
            parts,
            [.. tally.Sentences(path), .. ManyLabels(tally, columns, path), .. unused.Count > 0
                ? (string[])[$"Nothing is made of {(unused.Count == 1 ? "the column" : "the columns")} "
                    + $"{string.Join(", ", unused.Take(10))}{(unused.Count > 10 ? ", ..." : string.Empty)} of {path}."] : []]);
    }

    private static string? GroupOf(CsvRows rows, CsvColumns columns) =>
        columns.Group is { } column && column < rows.Count && rows[column].Length > 0 ? rows[column].ToString() : null;

    // "bird,animal" may be two labels or one name; a picture has one class, so it is one, and that is said.
    private static IEnumerable<string> ManyLabels(RowTally tally, CsvColumns? columns, string path)
    {
        CsvRow[] rows = columns?.Label is null ? [] : [.. tally.Taken.Where(row => row.Label.AsSpan().IndexOfAny(",;|") >= 0)];
        if (rows.Length > 0)
        {
            yield return $"{path}: {rows.Length} {(rows.Length == 1 ? "label looks" : "labels look")} like several in one field, and each is taken for the name of one class; "
                + $"the first is line {rows[0].Line}, '{rows[0].Label}'. Where several are meant, keep the one class that each picture is to have.";
        }
    }

    private static string OneHot(CsvRows rows, CsvColumns columns, string path)
    {
        string? label = null;
        foreach (int column in columns.OneHot)
        {
            ReadOnlySpan<char> field = column < rows.Count ? rows[column] : [];
            bool isOne = field is "1" or "1.0";
            if (!isOne && field is not ("0" or "0.0"))
            {
                throw new DataException(
                    $"{path}, line {rows.Line}: expected 0 or 1 in each of the columns "
                        + $"{string.Join(", ", columns.OneHot.Take(10).Select(one => columns.Names[one]))}, got '{field}'. "
                    + $"The header is '{CsvColumns.Quoted([.. columns.Names])}': call the column of the classes' names label, "
                    + "and leave out others.");
            }

            if (isOne && label is not null)
            {
                throw new DataException($"{path}, line {rows.Line}: expected one class for each picture, "
                    + $"got '{label}' and '{columns.Names[column]}'. Leave out pictures of several classes.");
            }

            label = isOne ? columns.Names[column] : label;
        }

        return label
            ?? throw new DataException($"{path}, line {rows.Line}: expected a 1 in one of the columns of classes, got none. "
                + "Leave out pictures of no class, or give them one of their own.");
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
