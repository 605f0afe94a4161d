using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft;

/// <summary>A file name with an epoch's figures in it, in the notation of Python's format: <c>{epoch:02d}</c>, <c>{val_loss:.4f}</c>, <c>{loss}</c>.</summary>
internal sealed partial class FilePattern
{
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

    /// <summary>The name of one epoch's file.</summary>
    /// <exception cref="TrainingException">The epoch has no such figure.</exception>
    public string For(EpochResult epoch) => Figure().Replace(_pattern, figure =>
    {
        string name = figure.Groups["name"].Value, kind = figure.Groups["kind"].Value;
        if (name == "epoch" && kind is "" or "d")
        {
            return Padded(epoch.Epoch.ToString(CultureInfo.InvariantCulture), figure);
        }

        double value = epoch.Epoch;
        if (name != "epoch" && !epoch.Values.TryGetValue(name, out value))
        {
            throw new TrainingException($"{_pattern}: expected epoch or one of {string.Join(", ", epoch.Values.Keys)} between braces, got '{name}'.");
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

    // As Python does: digits are those of f or e, and d is for whole numbers.
    private static bool IsRefused(Match figure) => figure.Groups["kind"].Value switch
    {
        "" => figure.Groups["digits"].Length > 0,
        "d" => figure.Groups["digits"].Length > 0 || figure.Groups["name"].Value != "epoch",
        _ => false,
    };

    private static string Padded(string text, Match figure) => figure.Groups["width"].Value is { Length: > 0 } width
        ? text.PadLeft(int.Parse(width, CultureInfo.InvariantCulture), figure.Groups["zero"].Length > 0 ? '0' : ' ')
        : text;

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<zero>0?)(?<width>\d{0,2})(\.(?<digits>\d{1,2}))?(?<kind>[dfe]?))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Figure();
}
