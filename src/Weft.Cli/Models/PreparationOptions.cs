using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Imaging;

namespace Weft.Cli.Models;

/// <summary>How photos are prepared: as the model's file says, unless the command line does.</summary>
internal sealed class PreparationOptions
{
    private static readonly string[] Steps = ["orient", "white", "cut", "sharpen", "negate"];

    private readonly Option<PreparationSet?> _prepare = ChoiceOption.Optional(
        "--prepare",
        PreparationSet.All,
        "How photos are made to look like what the model learned from: cut out as Fashion-MNIST was, as characters with a margin, only negated, only fitted in, "
            + "or their middle alone. As the model's data was made, if left out.");

    private readonly Option<string[]> _skip = new("--skip")
    {
        Description = "Leave out a step: orient (follow EXIF), white (put under what is transparent), cut, sharpen, negate. May be given several times.",
        HelpName = "STEP",
    };

    public PreparationOptions(Command command)
    {
        _skip.CompletionSources.Add(Steps);
        _skip.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.SelectMany(token => token.Value.Split(',')).Where(word => !Steps.Contains(word)))
            {
                result.AddError($"--skip: expected {string.Join(", ", Steps)}, got '{word}'.{Suggestions.DidYouMean(word, Steps)}");
            }
        });
        command.Add(_prepare);
        command.Add(_skip);
    }

    public PicturePreparation For(Model model, ParseResult parsed)
    {
        PicturePreparation preparation = parsed.GetValue(_prepare)?.Preparation ?? PicturePredictor.PreparationOf(model);
        string[] skipped = [.. (parsed.GetValue(_skip) ?? []).SelectMany(words => words.Split(','))];
        return skipped.Aggregate(preparation, (kept, step) => step switch
        {
            "orient" => kept with { Orient = false },
            "white" => kept with { OverWhite = false },
            "cut" => kept with { CutOut = false },
            "sharpen" => kept with { Sharpen = false },
            _ => kept with { Negate = false },
        });
    }
}
