using Weft.Data;

namespace Weft.Imaging;

/// <summary>The parts of a CSV file of pixels.</summary>
/// <param name="Train">The pictures to learn from.</param>
/// <param name="Validation">The pictures to validate on; null where the file does not say.</param>
/// <param name="Test">The pictures to test on.</param>
/// <param name="WasSplit">Whether these were set aside from the training pictures.</param>
/// <param name="Notes">What the reader should know about how rows were taken, a sentence each.</param>
public sealed record CsvParts(ImageDataset Train, ImageDataset? Validation, ImageDataset Test, bool WasSplit, IReadOnlyList<string> Notes);

/// <summary>
/// Loads data sets from CSV files with a picture's pixels in every row: Kaggle's <c>label,pixel0,...,pixel783</c>, or FER2013's column of
/// numbers with spaces between them.
/// </summary>
/// <remarks>
/// Columns are found by their names in any order; a column <c>split</c> or <c>Usage</c> says train, val or test. Without a header, the
/// first column is the label. Pictures are square, grey, or with
/// red, green and blue of a pixel one after another. Without a test part, a fifth is set aside for it, the same fifth every time.
/// </remarks>
public static class CsvDataset
{
    private const double TestSplit = 0.2;

    /// <summary>Whether a CSV file holds pixels rather than paths of pictures.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file cannot be read, or its header is not understood.</exception>
    public static bool HoldsPixels(string path) => PictureCsv.ColumnsOf(path) is { HasPixels: true };

    /// <summary>Loads all parts of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file cannot be read, its header is not understood, or a row does not hold pixels; the message
    /// names the line.</exception>
    public static CsvParts Load(string path) => PictureCsv.Guard(path, () =>
    {
        using CsvRows rows = new(path);
        return Load(rows, path);
    });

    private static CsvParts Load(CsvRows rows, string path)
    {
        if (!rows.Read() || PictureCsv.Columns(rows, path) is not { HasPixels: true } columns)
        {
            throw new DataException($"{path}: expected columns of pixels, got none. Name a file with the columns label and pixel0, "
                + "pixel1 and so on.");
        }

        PixelRows[] parts = [new(), new(), new()];
        PixelTally tally = new();
        for (bool more = !columns.IsHeader || rows.Read(); more; more = rows.Read())
        {
            PixelRows part = parts[(int)PictureCsv.PartOf(rows, columns, path)];
            string label = PictureCsv.Field(rows, columns.Label!.Value, "label", path);
            tally.Add(part.Add(rows, columns, label, path), label);
        }

        string name = Path.GetFileNameWithoutExtension(path);
        LabelNames names = LabelNames.Of(parts.SelectMany(part => part.Labels), path);
        (PixelRows train, PixelRows validation, PixelRows test) = (parts[0], parts[1], parts[2]);
        List<string> notes = [.. tally.Sentences(path)];
        if (columns.Unused.Count > 0)
        {
            notes.Add($"Nothing is made of {(columns.Unused.Count == 1 ? "the column" : "the columns")} "
                + $"{string.Join(", ", columns.Unused.Take(10))}{(columns.Unused.Count > 10 ? ", ..." : string.Empty)} of {path}.");
        }

        if (!columns.IsHeader)
        {
            notes.Add($"{path} has no header: its first column is taken for the label, the {columns.Pixels.Count} others for pixels.");
        }

        if (train.Count == 0)
        {
            throw new DataException($"{path}: expected rows to learn from, got none. Call their split train.");
        }

        ImageDataset all = train.ToDataset(name, names);
        ImageDataset? validated = validation.Count > 0 ? validation.ToDataset(name, names) : null;
        if (test.Count > 0)
        {
            return new CsvParts(all, validated, test.ToDataset(name, names), false, notes);
        }

        (ImageDataset kept, ImageDataset cut) = all.SplitStratified(TestSplit, seed: 0);
        return new CsvParts(kept, validated, cut, true, notes);
    }
}
