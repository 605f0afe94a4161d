using System.CommandLine;
using System.CommandLine.Parsing;

using Weft.Cli.Choices;

namespace Weft.Cli.CommandLine;

/// <summary>Options that are one of a few words, or several of them, with errors that suggest the nearest.</summary>
internal static class ChoiceOption
{
    /// <summary>One word.</summary>
    public static Option<T> One<T>(string name, IReadOnlyList<T> all, T initial, string description)
        where T : Choice
    {
        Option<T> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', all),
            DefaultValueFactory = _ => initial,
            CustomParser = result => Find(result, name, result.Tokens[0].Value, all),
        };
        option.CompletionSources.Add([.. all.Select(choice => choice.Name)]);
        return option;
    }

    /// <summary>One word, or none.</summary>
    public static Option<T?> Optional<T>(string name, IReadOnlyList<T> all, string description)
        where T : Choice
    {
        Option<T?> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', all),
            CustomParser = result => Find(result, name, result.Tokens[0].Value, all),
        };
        option.CompletionSources.Add([.. all.Select(choice => choice.Name)]);
        return option;
    }

    /// <summary>Words with commas between them.</summary>
    public static Option<IReadOnlyList<T>> Several<T>(string name, IReadOnlyList<T> all, IReadOnlyList<T> initial, string description)
        where T : Choice
    {
        Option<IReadOnlyList<T>> option = new(name)
        {
            Description = $"{description} One or more of {string.Join(", ", all)}.",
            HelpName = "A,B,...",
            DefaultValueFactory = _ => initial,
            CustomParser = result => [.. result.Tokens.SelectMany(token => Words(token.Value)).Select(word => Find(result, name, word, all)).OfType<T>()],
        };
        option.CompletionSources.Add([.. all.Select(choice => choice.Name)]);
        return option;
    }

    /// <summary>The parts of a list with commas.</summary>
    public static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static T? Find<T>(ArgumentResult result, string option, string word, IReadOnlyList<T> all)
        where T : Choice
    {
        T? choice = all.FirstOrDefault(choice => choice.Name == word);
        if (choice is null)
        {
            string[] names = [.. all.Select(known => known.Name)];
            result.AddError($"{option}: expected {string.Join(", ", names[..^1])} or {names[^1]}, got '{word}'.{Suggestions.DidYouMean(word, names)}");
        }

        return choice;
    }
}
