using System.CommandLine;

using Weft.Cli.Choices;

namespace Weft.Cli.CommandLine;

/// <summary><c>--pixels</c>: what a model's inputs are, where its file does not say.</summary>
internal static class PixelsOption
{
    public static Option<PixelChoice?> Create()
    {
        Option<PixelChoice?> option = new("--pixels")
        {
            Description = "What the model takes pixels for, where its file does not say: their range, or the mean that is subtracted and "
                + "the deviation "
                + "that divides, one number or one per channel, of pixels from 0 to 1: mean=0.485,0.456,0.406,std=0.229,0.224,0.225.",
            HelpName = "0..1|-1..1|0..255|mean=M,std=S",
            CustomParser = result =>
            {
                string word = result.Tokens.Count == 0 ? string.Empty : result.Tokens[0].Value;
                if (PixelChoice.Parse(word) is { } choice)
                {
                    return choice;
                }

                result.AddError($"--pixels: expected {string.Join(", ", PixelChoice.Words)} or mean=M,std=S with one number or one per "
                    + $"channel, got '{word}'.");
                return null;
            },
        };
        option.CompletionSources.Add([.. PixelChoice.Words]);
        return option;
    }
}
