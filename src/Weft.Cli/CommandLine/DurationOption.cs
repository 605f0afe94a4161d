using System.CommandLine;
using System.Globalization;

namespace Weft.Cli.CommandLine;

/// <summary>Options that are a stretch of time: <c>90s</c>, <c>10m</c>, <c>2h</c>.</summary>
internal static class DurationOption
{
    /// <summary>An option that is a time, or one word that stands for none.</summary>
    public static Option<TimeSpan?> OrWord(string name, string word, string description) => new(name)
    {
        Description = description,
        HelpName = $"{word}|TIME",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? string.Empty : result.Tokens[0].Value;
            if (text == word || Parse(text) is { } _)
            {
                return Parse(text);
            }

            result.AddError($"{name}: expected '{word}' or a time such as 90s, 10m or 2h, got '{text}'.");
            return null;
        },
    };

    private static TimeSpan? Parse(string text)
    {
        double seconds = text.LastOrDefault() switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        bool isTime = seconds > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number * seconds is > 0 and < 1e9;
        return isTime ? TimeSpan.FromSeconds(double.Parse(text[..^1], CultureInfo.InvariantCulture) * seconds) : null;
    }
}
