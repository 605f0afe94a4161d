namespace Weft.Imaging;

/// <summary>A row of a list: a picture, its class and its part.</summary>
internal sealed record CsvRow(string File, string Label, PicturePart Part, long Line)
{
    /// <summary>What the picture belongs to; null where it stands for itself.</summary>
    public string? Group { get; init; }
}

/// <summary>Keeps one row for each picture, and counts those that say the same again or something else.</summary>
internal sealed class RowTally
{
    private readonly Dictionary<string, CsvRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CsvRow> _contradicted = new(StringComparer.Ordinal);
    private CsvRow? _firstRepeated;
    private CsvRow? _firstElsewhere;
    private int _repeated;
    private int _elsewhere;

    /// <summary>The pictures' paths, in the order of the file.</summary>
    public IReadOnlyList<string> Files => [.. _rows.Keys];

    /// <summary>
    /// The rows to take: the first of each picture; none of one whose rows name several classes, for nobody can tell which of them is
    /// right.
    /// </summary>
    public IEnumerable<CsvRow> Taken => _rows.Values.Where(row => !_contradicted.ContainsKey(row.File));

    public void Add(CsvRow row)
    {
        if (_rows.TryAdd(row.File, row))
        {
            return;
        }

        CsvRow first = _rows[row.File];
        if (first.Label != row.Label)
        {
            _contradicted.TryAdd(row.File, row);
        }
        else if (first.Part != row.Part)
        {
            _firstElsewhere ??= row;
            _elsewhere++;
        }
        else
        {
            _firstRepeated ??= row;
            _repeated++;
        }
    }

    /// <summary>What was left out, a sentence each.</summary>
    public IEnumerable<string> Sentences(string path)
    {
        if (_repeated > 0)
        {
            yield return $"{path}: {_repeated} {(_repeated == 1 ? "row names a picture" : "rows name pictures")} that an earlier row "
                + $"names with the same class, and {(_repeated == 1 ? "is" : "are")} left out; "
                + $"the first is line {_firstRepeated!.Line}, {_firstRepeated.File}.";
        }

        if (_elsewhere > 0)
        {
            yield return $"{path}: {_elsewhere} {(_elsewhere == 1 ? "row puts a picture" : "rows put pictures")} into another part than "
                + $"an earlier row does, and {(_elsewhere == 1 ? "is" : "are")} left out; "
                + $"the first is line {_firstElsewhere!.Line}, {_firstElsewhere.File}.";
        }

        if (_contradicted.Count > 0)
        {
            CsvRow other = _contradicted.Values.First();
            CsvRow first = _rows[other.File];
            yield return $"{path}: {_contradicted.Count} {(_contradicted.Count == 1 ? "picture has" : "pictures have")} rows of "
                + $"different classes, and {(_contradicted.Count == 1 ? "is" : "are")} left out; "
                + $"the first is {other.File}, '{first.Label}' in line {first.Line} and '{other.Label}' in line {other.Line}.";
        }
    }
}
