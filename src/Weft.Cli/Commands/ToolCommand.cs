using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;

namespace Weft.Cli.Commands;

/// <summary>A command with examples for its help.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(ToolContext context, string name, string description, params string[] examples)
        : base(name, description)
    {
        Context = context;
        Examples = examples;
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; }

    /// <summary>The options as help shows them, where they are too many for one list.</summary>
    public virtual IReadOnlyList<OptionGroup> Groups => [];

    protected ToolContext Context { get; }

    protected abstract Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken);

    protected static Option<string?> DataOption(string description) => new("--data", "-d") { Description = description, HelpName = "NAME|PATH" };

    protected static Option<Size2D?> ImageSizeOption() => SizeOption.Create("--image-size", "Brings pictures to this size. Left out, pictures of one small size keep it and others become 64x64.");

    protected static Option<ChannelsChoice?> ChannelsOption() => ChoiceOption.Optional("--channels", ChannelsChoice.All, "Grey or colour; what the pictures are if left out.");

    internal static DataRequest Request(ParseResult parsed, Option<Size2D?> size, Option<ChannelsChoice?> channels) =>
        new(parsed.GetValue(size), parsed.GetValue(channels)?.Channels) { GreyIsAsked = parsed.GetValue(channels)?.Channels == 1 };

    protected static Option<bool> JsonOption() => new("--json") { Description = "Write one JSON object to standard output and nothing else there." };

    protected static Option<int> ThreadsOption() =>
        NumberOption.Whole("--threads", null, 1, "How many threads compute; all processors if left out. Results do not depend on it.");

    protected static int Threads(ParseResult parsed, Option<int> option) =>
        parsed.GetResult(option) is null ? Environment.ProcessorCount : parsed.GetValue(option);

    protected static Argument<string?> ModelArgument()
    {
        Argument<string?> model = new("MODEL")
        {
            Description = "A model file (.keras or .h5, by Weft or any Keras), the folder of a training run, or of a TensorFlow.js model. The clothing model that comes with weft if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        model.Validators.Add(UsageReport.RejectOptions);
        return model;
    }
}
