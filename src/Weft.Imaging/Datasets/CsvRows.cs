using System.Text;

namespace Weft.Imaging;

/// <summary>Reads a CSV file row by row: commas, semicolons or tabs, quotes, a byte order mark, any line ends.</summary>
/// <remarks>
/// RFC 4180, with spaces around fields taken off. Fields are stretches of one buffer, since a file of pixels has tens of millions of them.
/// Empty lines are passed over.
/// </remarks>
internal sealed class CsvRows : IDisposable
{
    private static readonly char[] s_delimiters = [',', ';', '\t'];

    private readonly StreamReader _reader;
    private readonly string _path;
    private readonly char _delimiter;
    private readonly List<(int Start, int Length)> _fields = [];
    private readonly StringBuilder _quoted = new();
    private string _row = string.Empty;
    private long _lines;

    public CsvRows(string path)
    {
        _path = path;
        using (StreamReader first = new(path, Encoding.UTF8))
        {
            _delimiter = DelimiterOf(first.ReadLine() ?? string.Empty);
        }

        _reader = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    /// <summary>The line the row begins at, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields the row has.</summary>
    public int Count => _fields.Count;

    public ReadOnlySpan<char> this[int field] => _row.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>All fields of the row.</summary>
    public string[] Texts() => [.. Enumerable.Range(0, Count).Select(field => this[field].ToString())];

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DataException">Quotes do not match, or the text holds what no text does.</exception>
    public bool Read()
    {
        string? line;
        do
        {
            line = _reader.ReadLine();
            _lines++;
        }
        while (line is not null && string.IsNullOrWhiteSpace(line));

        Line = _lines;
        _fields.Clear();
        if (line is null)
        {
            return false;
        }

        if (line.Contains('"'))
        {
            SplitQuoted(line);
        }
        else
        {
            Split(line);
        }

        if (_row.AsSpan().IndexOfAny('\0', '\uFFFD') >= 0)
        {
            throw new DataException($"{_path}, line {Line}: expected text in UTF-8, "
                + $"got {(_row.Contains('\0') ? "a character 0" : "bytes that are none")}. Save the file as CSV in UTF-8.");
        }

        return true;
    }

    public void Dispose() => _reader.Dispose();

    private void Split(string line)
    {
        _row = line;
        int start = 0;
        for (int end = line.IndexOf(_delimiter); end >= 0; end = line.IndexOf(_delimiter, start))
        {
            Add(start, end);
            start = end + 1;
        }

        Add(start, line.Length);
    }

    private void Add(int start, int end)
    {
        while (start < end && char.IsWhiteSpace(_row[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(_row[end - 1]))
        {
            end--;
        }

        _fields.Add((start, end - start));
    }

    // Quotes are taken off into a buffer of their own, a field at a time; a quoted field may go on over lines.
    private void SplitQuoted(string line)
    {
        _quoted.Clear();
        int at = 0;
        while (true)
        {
            int begin = at;
            while (at < line.Length && line[at] != _delimiter && char.IsWhiteSpace(line[at]))
            {
                at++;
            }

            int start = _quoted.Length;
            if (at < line.Length && line[at] == '"')
            {
                at = Unquote(ref line, at + 1);
                _fields.Add((start, _quoted.Length - start));
            }
            else
            {
                int end = line.IndexOf(_delimiter, begin) is >= 0 and var found ? found : line.Length;
                ReadOnlySpan<char> bare = line.AsSpan(begin, end - begin).Trim();
                _quoted.Append(bare);
                _fields.Add((start, bare.Length));
                at = end;
            }

            if (at >= line.Length)
            {
                break;
            }

            at++;
        }

        _row = _quoted.ToString();
    }

    // From behind the opening quote to the delimiter behind the closing one.
    private int Unquote(ref string line, int at)
    {
        while (true)
        {
            int quote = line.IndexOf('"', at);
            if (quote < 0)
            {
                _quoted.Append(line, at, line.Length - at).Append('\n');
                line = _reader.ReadLine() ?? throw Unmatched();
                _lines++;
                at = 0;
                continue;
            }

            _quoted.Append(line, at, quote - at);
            at = quote + 1;
            if (at < line.Length && line[at] == '"')
            {
                _quoted.Append('"');
                at++;
                continue;
            }

            int end = line.IndexOf(_delimiter, at) is >= 0 and var found ? found : line.Length;
            return line.AsSpan(at, end - at).IsWhiteSpace() ? end : throw Unmatched();
        }
    }

    private DataException Unmatched() =>
        new($"{_path}, line {Line}: expected path,label, got a line whose quotes do not match. "
            + "Quote a field as \"...\" and double the quotes in it.");

    // What separates most in the first line; a comma in a name in quotes is none.
    private static char DelimiterOf(string line)
    {
        int[] counts = new int[s_delimiters.Length];
        bool quoted = false;
        foreach (char character in line)
        {
            quoted ^= character == '"';
            int which = Array.IndexOf(s_delimiters, character);
            if (!quoted && which >= 0)
            {
                counts[which]++;
            }
        }

        return s_delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
