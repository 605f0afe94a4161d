using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Weft.Cli.CommandLine;

/// <summary>Options that are numbers within bounds, with errors that say which.</summary>
internal static class NumberOption
{
    /// <summary>A whole number; without an initial value the option may stay away, and its value then is 0.</summary>
    public static Option<int> Whole(string name, int? initial, int least, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = initial is { } value ? _ => value : null,
        CustomParser = result => ParseWhole(result, name, least) ?? 0,
    };

    /// <summary>A whole number that may stay away.</summary>
    public static Option<int?> MaybeWhole(string name, int least, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseWhole(result, name, least),
    };

    /// <summary>An option that may stand alone, or have a whole number behind it; <see cref="ValueBehind"/> tells which.</summary>
    public static Option<int?> MaybeAlone(string name, int least, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : ParseWhole(result, name, least),
    };

    /// <summary>The number behind an option of <see cref="MaybeAlone"/>, null where it stands alone; and whether it is there at all.</summary>
    public static (bool IsThere, int? Value) ValueBehind(this ParseResult parsed, Option<int?> option) =>
        parsed.GetResult(option) is { Implicit: false } ? (true, parsed.GetValue(option)) : (false, null);

    public static Option<double> Real(string name, double initial, Func<double, bool> allowed, string bounds, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => initial,
        CustomParser = result => ParseReal(result, name, allowed, bounds) ?? 0,
    };

    /// <summary>A number that may stay away.</summary>
    public static Option<double?> MaybeReal(string name, Func<double, bool> allowed, string bounds, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => ParseReal(result, name, allowed, bounds),
    };

    private static int? ParseWhole(ArgumentResult result, string name, int least) =>
        int.TryParse(Word(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : Reject<int>(result, $"{name}: expected a whole number of at least {least}, got '{Word(result)}'.");

    private static double? ParseReal(ArgumentResult result, string name, Func<double, bool> allowed, string bounds) =>
        double.TryParse(Word(result), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && allowed(value)
            ? value
            : Reject<double>(result, $"{name}: expected a number {bounds}, got '{Word(result)}'.");

    /// <summary>Whole numbers from 1 on with commas between them: <c>1,4</c>; or the option several times.</summary>
    public static Option<int[]> List(string name, int[] initial, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N,N",
        DefaultValueFactory = _ => initial,
        CustomParser = result => Numbers(result, name, most),
    };

    private static int[]? Numbers(ArgumentResult result, string name, int most)
    {
        List<int> numbers = [];
        foreach (string word in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (!int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < 1 || number > most)
            {
                result.AddError($"{name}: expected whole numbers from 1 to {most} with commas between them, got '{word}'.");
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers.Distinct()];
    }

    private static string Word(ArgumentResult result) => result.Tokens.Count == 0 ? string.Empty : result.Tokens[0].Value;

    private static T? Reject<T>(ArgumentResult result, string message)
        where T : struct
    {
        result.AddError(message);
        return null;
    }
}
