using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weft.Cli.CommandLine;

/// <summary>Reads options while a command line is still being checked: then those that were left out have no value yet.</summary>
internal static class OptionValues
{
    /// <summary>What was given, or what stands for an option that was left out.</summary>
    public static T? Of<T>(this CommandResult result, Option<T> option) =>
        result.GetResult(option) is { Implicit: false } given ? given.GetValueOrDefault<T>() : option.HasDefaultValue ? (T?)option.GetDefaultValue() : default;

    /// <summary>Whether an option was given.</summary>
    public static bool IsGiven(this CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
