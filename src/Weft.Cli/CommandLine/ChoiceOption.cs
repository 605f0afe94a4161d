using System.CommandLine;

namespace Weft.Cli.CommandLine;

/// <summary>Options that are one of a few words, with errors that suggest the nearest.</summary>
internal static class ChoiceOption
{
    public static void Restrict(Option<string> option, params string[] choices) => RestrictAny(option, choices);

    /// <summary>Restricts an option that may stay away.</summary>
    public static void RestrictOptional(Option<string?> option, params string[] choices) => RestrictAny(option, choices);

    private static void RestrictAny<T>(Option<T> option, string[] choices)
    {
        option.CompletionSources.Add(choices);
        option.Validators.Add(result =>
        {
            string word = result.Tokens.Count == 0 ? choices[0] : result.Tokens[0].Value;
            if (!choices.Contains(word))
            {
                result.AddError($"{option.Name}: expected {string.Join(" or ", choices)}, got '{word}'.{Suggestions.DidYouMean(word, choices)}");
            }
        });
    }
}
