using System.CommandLine;
using System.CommandLine.Parsing;

using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Cli.Training;

namespace Weft.Cli.Commands;

/// <summary><c>weft train</c>: the whole job of the Keras script Weft began with, in one command.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private static readonly TrainSettings Defaults = new();

    private readonly Option<string?> _data = DataOption("Data set: fashion-mnist, sketches, or a folder of IDX files. Fashion-MNIST if left out, sketches where that cannot be had.");
    private readonly Option<int> _epochs = NumberOption.Whole("--epochs", Defaults.Epochs, 1, "How often to go through the data.");
    private readonly Option<int> _batchSize = NumberOption.Whole("--batch-size", Defaults.BatchSize, 1, "Pictures per step.");
    private readonly Option<double> _validationSplit = NumberOption.Real(
        "--validation-split", Defaults.ValidationSplit, x => x is >= 0 and < 1, "from 0 up to but not including 1", "The last part of the training pictures, kept for validation.");
    private readonly Option<double> _learningRate = NumberOption.Real(
        "--learning-rate", Defaults.LearningRate, x => x > 0 && double.IsFinite(x), "above 0", "The optimizer's learning rate.");
    private readonly Option<string> _optimizer = new("--optimizer") { Description = "How gradients change weights.", HelpName = "adam|sgd", DefaultValueFactory = _ => Defaults.Optimizer };
    private readonly Option<int> _seed = NumberOption.Whole("--seed", Defaults.Seed, 0, "Where weights and shuffling get their randomness; the same seed gives the same weights, bit for bit.");
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Folder for the files; runs/DATA-DATE-TIME if left out. An earlier run there is moved aside, never overwritten.", HelpName = "DIR" };
    private readonly Option<string?> _resume = new("--resume") { Description = "Goes on with the run in this folder that was stopped, by whatever, with the options it began with.", HelpName = "DIR" };
    private readonly Option<TimeSpan?> _checkpointEvery = DurationOption.OrWord("--checkpoint-every", "epoch", "How often the run's position is saved, for --resume: after every epoch if left out, or as often as 10m.");
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing but the result." };
    private readonly Option<bool> _json = JsonOption();

    public TrainCommand(ToolContext context)
        : base(
            context,
            "train",
            "Trains a small convolutional network, tests it, and saves model.keras, history.csv, samples.png and curves.png.",
            "weft train",
            "weft train --seed 7 --epochs 10 --output runs/seven",
            "weft train --data sketches --threads 1",
            "weft train --data path/to/idx-files --optimizer sgd --learning-rate 0.01",
            "weft train --resume runs/seven",
            "weft train --json > result.json")
    {
        ChoiceOption.Restrict(_optimizer, "adam", "sgd");
        foreach (Option option in (Option[])[_data, _epochs, _batchSize, _validationSplit, _learningRate, _optimizer, _seed, _threads, _output, _checkpointEvery, _resume, _quiet, _json])
        {
            Add(option);
        }

        Validators.Add(RejectOthersBesideResume);
    }

    internal TrainSettings Settings(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(_data),
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        ValidationSplit = parsed.GetValue(_validationSplit),
        LearningRate = parsed.GetValue(_learningRate),
        Optimizer = parsed.GetValue(_optimizer)!,
        Seed = parsed.GetValue(_seed),
        Threads = Threads(parsed, _threads),
        CheckpointEvery = parsed.GetValue(_checkpointEvery),
        Output = parsed.GetValue(_output),
        Quiet = parsed.GetValue(_quiet),
        Json = parsed.GetValue(_json),
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TrainSettings settings = Settings(parsed);
        RunFolder? stopped = null;
        if (parsed.GetValue(_resume) is { } resume)
        {
            stopped = RunFolder.Open(resume);
            if (!stopped.IsUnfinished)
            {
                Context.Error.WriteLine($"The run in {resume} is finished; its model is {stopped.Model}. There is nothing to go on with.");
                return ExitCode.Done;
            }

            settings = SettingsFile.Read(stopped.Settings) with { Threads = settings.Threads, Quiet = settings.Quiet, Json = settings.Json };
        }

        (RunOutcome outcome, LoadedData data, Sequential model) = await new TrainingJob(settings, Context).RunAsync(stopped, cancellationToken);
        if (settings.Json)
        {
            Json.Write(Context.Out, TrainReport.From(settings, outcome, data, model));
        }
        else
        {
            ResultText.Write(Context.Out, outcome, data, model, settings.Quiet);
        }

        if (outcome.Test is not null)
        {
            return ExitCode.Done;
        }

        Context.Error.WriteLine($"Interrupted after {outcome.History.Epochs.Count} of {settings.Epochs} epochs; the model so far is in {outcome.Folder.Model}. Go on with: weft train --resume {outcome.Folder.Path}");
        return ExitCode.Interrupted;
    }

    // A resumed run is the run it was: only where and how loudly it runs may change.
    private void RejectOthersBesideResume(CommandResult result)
    {
        Option[] free = [_resume, _threads, _quiet, _json];
        if (result.GetResult(_resume) is null)
        {
            return;
        }

        foreach (OptionResult other in result.Children.OfType<OptionResult>().Where(other => !other.Implicit && !free.Contains(other.Option)))
        {
            result.AddError($"{other.Option.Name}: a resumed run keeps the options it began with. Leave {other.Option.Name} away, or begin another run without --resume.");
        }
    }
}
