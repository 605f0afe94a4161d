using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weft.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, what was probably meant, and where help is.</summary>
internal static class UsageReport
{
    public static void Write(ParseResult parsed, TextWriter writer)
    {
        Command command = parsed.CommandResult.Command;
        string path = PathOf(parsed.CommandResult);
        string[] strangers = [.. parsed.UnmatchedTokens];
        string[] options = [.. strangers.Where(LooksLikeOption)];
        foreach (string token in options.Length > 0 ? options : [.. strangers.Take(1)])
        {
            writer.WriteLine($"{path}: {Unknown(token, command)}");
        }

        foreach (ParseError error in parsed.Errors.Where(error => strangers.Length == 0 || error.SymbolResult is OptionResult or ArgumentResult))
        {
            writer.WriteLine($"{path}: {error.Message}");
        }

        writer.WriteLine($"Run '{path} --help' to see what it takes.");
    }

    /// <summary>Words that stand where a file or number belongs but look like an option are taken for a misspelt one.</summary>
    public static void RejectOptions(ArgumentResult argument)
    {
        Command command = ((CommandResult)argument.Parent!).Command;
        foreach (Token token in argument.Tokens.Where(token => LooksLikeOption(token.Value) && !File.Exists(token.Value)))
        {
            argument.AddError(Unknown(token.Value, command));
        }
    }

    private static bool LooksLikeOption(string token) => token.Length > 1 && token[0] == '-' && !double.TryParse(token, out _);

    private static string Unknown(string token, Command command)
    {
        if (LooksLikeOption(token))
        {
            string name = token.Split('=', ':')[0];
            IEnumerable<string> options = command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Append("--help");
            return $"unknown option '{name}'.{Suggestions.DidYouMean(name, options)}";
        }

        return command.Subcommands.Count > 0
            ? $"unknown command '{token}'.{Suggestions.DidYouMean(token, command.Subcommands.Select(sub => sub.Name))}"
            : $"unexpected '{token}'.";
    }

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "weft";
}
