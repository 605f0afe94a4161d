using System.CommandLine;

namespace Weft.Cli.CommandLine;

/// <summary>What was given on the command line, beside what holds where nothing was.</summary>
internal static class ParsedOptions
{
    /// <summary>The option's value if it was given, the fallback if not.</summary>
    public static T Or<T>(this ParseResult parsed, Option<T> option, T fallback) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option)! : fallback;
}
