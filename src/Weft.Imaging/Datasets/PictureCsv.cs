using System.Text;

using Microsoft.VisualBasic.FileIO;

namespace Weft.Imaging;

/// <summary>Lists pictures by a CSV file of paths and labels; relative paths count from the file's folder.</summary>
/// <remarks>
/// With a header, columns are found by their names (<c>path</c>, <c>file</c>, <c>image</c>; <c>label</c>, <c>class</c>; <c>split</c> with train, val or test); without one, the first is the
/// path and the second the label. Commas, semicolons or tabs; quotes, CRLF and a byte order mark as spreadsheets write them.
/// </remarks>
internal static class PictureCsv
{
    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path", "picture"];
    private static readonly string[] LabelColumnNames = ["label", "class", "class_name", "category", "target"];
    private static readonly string[] PartNames = ["split", "set", "subset", "part"];

    private enum Part
    {
        Train,
        Validation,
        Test,
    }

    public static PictureList Read(string path)
    {
        try
        {
            string delimiter = Delimiter(path);
            using TextFieldParser parser = new(path, Encoding.UTF8, detectEncoding: true) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = true };
            parser.SetDelimiters(delimiter);
            return Read(parser, path);
        }
        catch (MalformedLineException error)
        {
            throw new DataException($"{path}, line {error.LineNumber}: expected path,label, got a line whose quotes do not match. Quote a field as \"...\" and double the quotes in it.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: expected a CSV file of path,label, could not read it: {error.Message}", error);
        }
    }

    private static PictureList Read(TextFieldParser parser, string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        List<PictureFile>[] parts = [[], [], []];
        Columns? columns = null;
        while (!parser.EndOfData)
        {
            long line = parser.LineNumber;
            string[] fields = parser.ReadFields() ?? [];
            if (columns is null)
            {
                columns = Columns.Of(fields);
                if (columns.IsHeader)
                {
                    continue;
                }
            }

            string file = Field(fields, columns.Path, "path", path, line).Replace('\\', '/');
            string label = Field(fields, columns.Label, "label", path, line);
            Part part = columns.Part is { } column ? PartOf(Field(fields, column, "split", path, line), path, line) : Part.Train;
            parts[(int)part].Add(new PictureFile(Path.GetFullPath(file, folder), file, label));
        }

        return PictureList.Create(Path.GetFileNameWithoutExtension(path), path, parts[0], parts[1], parts[2], []);
    }

    private static string Field(string[] fields, int column, string what, string path, long line) =>
        column < fields.Length && fields[column].Length > 0
            ? fields[column]
            : throw new DataException($"{path}, line {line}: expected a {what} in column {column + 1}, got {(column < fields.Length ? "an empty field" : $"{fields.Length} columns")}. Write path,label, a line per picture.");

    private static Part PartOf(string word, string path, long line) => word.ToLowerInvariant() switch
    {
        "train" or "training" => Part.Train,
        "val" or "valid" or "validation" => Part.Validation,
        "test" or "testing" => Part.Test,
        _ => throw new DataException($"{path}, line {line}: expected train, val or test, got '{word}'."),
    };

    private static string Delimiter(string path)
    {
        using StreamReader reader = new(path);
        string first = reader.ReadLine() ?? string.Empty;
        return first.Contains(',') ? "," : first.Contains(';') ? ";" : first.Contains('\t') ? "\t" : ",";
    }

    private sealed record Columns(int Path, int Label, int? Part, bool IsHeader)
    {
        public static Columns Of(string[] first)
        {
            int path = Find(first, PathNames);
            int label = Find(first, LabelColumnNames);
            int part = Find(first, PartNames);
            return path >= 0 && label >= 0 ? new Columns(path, label, part >= 0 ? part : null, IsHeader: true) : new Columns(0, 1, null, IsHeader: false);
        }

        private static int Find(string[] fields, string[] names) => Array.FindIndex(fields, field => names.Contains(field, StringComparer.OrdinalIgnoreCase));
    }
}
