namespace Weft.Cli.Rendering;

/// <summary>Rows as CSV: RFC 4180 with line feeds, in UTF-8.</summary>
internal static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> s_special = System.Buffers.SearchValues.Create(",;\t\"\r\n");

    public static void Write(string path, IEnumerable<string[]> rows) =>
        File.WriteAllText(path, string.Concat(rows.Select(row => string.Join(',', row.Select(Field)) + "\n")));

    /// <summary>A field, in quotes where it needs them.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(s_special) || text.AsSpan().Trim().Length < text.Length ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
