using System.CommandLine;

namespace Weft.Cli.CommandLine;

/// <summary>The data set of a command: a word of its own, or <c>--data</c>; both where they are the same.</summary>
/// <param name="option"><c>--data</c>.</param>
internal sealed class DataWord(Option<string?> option)
{
    /// <summary><c>weft train photos/</c>.</summary>
    public Argument<string?> Argument { get; } =
        new("DATA") { Description = $"The same as {option.Name}.", Arity = ArgumentArity.ZeroOrOne };

    public void AddTo(Command command)
    {
        Argument.Validators.Add(UsageReport.RejectOptions);
        command.Add(Argument);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Argument) is { Tokens: [var word] } && result.GetResult(option) is { Implicit: false, Tokens: [var other] }
                && word.Value != other.Value)
            {
                result.AddError($"expected one data set, got '{word.Value}' and {option.Name} '{other.Value}'. Leave one of them out.");
            }
        });
    }

    /// <summary>What the command line names; null where it names nothing.</summary>
    public string? Of(ParseResult parsed) => parsed.GetValue(Argument) ?? parsed.GetValue(option);
}
