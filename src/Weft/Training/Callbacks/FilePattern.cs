using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft;

/// <summary>A file name with an epoch's or a batch's figures in it, in the notation of Python's format: <c>{epoch:02d}</c>, <c>{val_loss:.4f}</c>, <c>{loss}</c>.</summary>
internal sealed partial class FilePattern
{
    private const string Batch = "batch";

    private readonly string _pattern;

    /// <exception cref="ArgumentException">A brace has no partner, or a format is none of d, f, e and a width and digits.</exception>
    public FilePattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        _pattern = pattern;
        if (Figure().Replace(pattern, string.Empty).IndexOfAny(['{', '}']) >= 0 || Figure().Matches(pattern).Any(IsRefused))
        {
            throw new ArgumentException($"{pattern}: expected figures such as {{epoch:02d}}, {{val_loss:.4f}} or {{loss}} between braces, got something else.", nameof(pattern));
        }
    }

    /// <summary>Whether the name holds the batch.</summary>
    public bool NamesBatch => Figure().Matches(_pattern).Any(figure => figure.Groups["name"].Value == Batch);

    /// <summary>The name of an epoch's file.</summary>
    /// <exception cref="TrainingException">The epoch has no such figure.</exception>
    public string For(EpochResult epoch) => For(epoch.Epoch, batch: 0, epoch.Values);

    /// <summary>The name of one file.</summary>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="batch">The batch in it, counted from 1; 0 where the file is an epoch's.</param>
    /// <param name="values">The figures.</param>
    /// <exception cref="TrainingException">There is no such figure.</exception>
    public string For(int epoch, int batch, IReadOnlyDictionary<string, double> values) => Figure().Replace(_pattern, figure =>
    {
        string name = figure.Groups["name"].Value, kind = figure.Groups["kind"].Value;
        bool isCount = IsCount(name);
        int count = name == Batch ? batch : epoch;
        if (isCount && kind is "" or "d")
        {
            return Padded(count.ToString(CultureInfo.InvariantCulture), figure);
        }

        double value = count;
        if (!isCount && !values.TryGetValue(name, out value))
        {
            throw new TrainingException($"{_pattern}: expected epoch, batch or one of {string.Join(", ", values.Keys)} between braces, got '{name}'.");
        }

        string digits = figure.Groups["digits"].Value;
        return Padded(
            kind switch
            {
                "" => value.ToString("R", CultureInfo.InvariantCulture),
                "e" => value.ToString($"0.{new string('0', digits.Length == 0 ? 6 : int.Parse(digits, CultureInfo.InvariantCulture))}e+00", CultureInfo.InvariantCulture),
                _ => value.ToString($"F{(digits.Length == 0 ? "6" : digits)}", CultureInfo.InvariantCulture),
            },
            figure);
    });

    private static bool IsCount(string name) => name is "epoch" or Batch;

    // As Python does: digits are those of f or e, and d is for whole numbers.
    private static bool IsRefused(Match figure) => figure.Groups["kind"].Value switch
    {
        "" => figure.Groups["digits"].Length > 0,
        "d" => figure.Groups["digits"].Length > 0 || !IsCount(figure.Groups["name"].Value),
        _ => false,
    };

    private static string Padded(string text, Match figure) => figure.Groups["width"].Value is { Length: > 0 } width
        ? text.PadLeft(int.Parse(width, CultureInfo.InvariantCulture), figure.Groups["zero"].Length > 0 ? '0' : ' ')
        : text;

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<zero>0?)(?<width>\d{0,2})(\.(?<digits>\d{1,2}))?(?<kind>[dfe]?))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Figure();
}
