using System.Globalization;

namespace Weft.Data;

/// <summary>Turns labels as people write them into class numbers: numbers in their order, words in that of their characters.</summary>
public sealed class LabelNames
{
    private readonly Dictionary<string, int> _numbers;

    private LabelNames(IReadOnlyList<string> names)
    {
        Names = names;
        _numbers = names.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number, StringComparer.Ordinal);
    }

    /// <summary>The names of the classes by number.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of a class.</summary>
    /// <param name="label">Its name; it must be one of those given to <see cref="Of"/>.</param>
    public int this[string label] => _numbers[label];

    /// <summary>Finds the classes among labels.</summary>
    /// <param name="labels">The labels, with repetitions.</param>
    /// <param name="source">What errors call the data.</param>
    /// <exception cref="DataException">There are fewer than two classes.</exception>
    public static LabelNames Of(IEnumerable<string> labels, string source)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] distinct = [.. labels.Distinct(StringComparer.Ordinal)];
        bool areNumbers = distinct.All(label => Number(label) is not null);
        LabelNames names = new([.. areNumbers ? distinct.OrderBy(label => Number(label)).ThenBy(label => label, StringComparer.Ordinal) : distinct.Order(StringComparer.Ordinal)]);
        return names.Names.Count switch
        {
            0 => throw new DataException($"{source}: expected labelled pictures, got none."),
            1 => throw new DataException($"{source}: expected pictures of at least two classes, got one class only, '{names.Names[0]}'. There is nothing to tell apart; add pictures of another class."),
            _ => names,
        };
    }

    private static long? Number(string label) => long.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
