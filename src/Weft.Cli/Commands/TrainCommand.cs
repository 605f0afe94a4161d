using System.CommandLine;
using System.CommandLine.Parsing;

using Weft.Backbones;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Cli.Training;
using Weft.Cli.Training.Options;

namespace Weft.Cli.Commands;

/// <summary><c>weft train</c>: the whole job of the Keras script Weft began with, in one command.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly RunOptions _run = new(
        DataOption("Data set: a name (weft data lists them), a folder with a folder of pictures per class, a .csv of path,label, an .npz, or a folder of IDX or CIFAR files. Fashion-MNIST if left out, sketches where that cannot be had."),
        ImageSizeOption(),
        ChannelsOption(),
        ThreadsOption(),
        JsonOption());

    private readonly ModelOptions _model = new();
    private readonly BackboneOptionGroup _backbone = new();
    private readonly OptimizerOptions _optimizer = new();
    private readonly ObjectiveOptions _objective = new();
    private readonly AugmentationOptions _augmentation = new();
    private readonly WatchOptions _watch = new();

    public TrainCommand(ToolContext context)
        : base(
            context,
            "train",
            "Trains a small convolutional network, tests it, and saves model.keras, history.csv, samples.png, curves.png and report.html.",
            "weft train",
            "weft train path/to/pictures",
            "weft train path/to/photos --backbone resnet18",
            "weft train path/to/photos --backbone resnet18 --fine-tune",
            "weft train --recipe fast",
            "weft train --recipe best --data path/to/pictures --epochs 60",
            "weft train --seed 7 --epochs 10 --output runs/seven",
            "weft train --data path/to/pictures --image-size 32",
            "weft train --data path/to/idx-files --optimizer sgd --learning-rate 0.01 --momentum 0.9",
            "weft train --model mlp --optimizer adamw --schedule one-cycle --epochs 20 --save-best val_accuracy",
            "weft train --augment flip,shift --mixup 0.2 --label-smoothing 0.1 --ema 0.99",
            "weft train --epochs 50 --early-stopping 3 --reduce-lr-on-plateau 2 --tensorboard logs",
            "weft train --model runs/seven --freeze 5 --learning-rate 1e-4 --schedule cosine --warmup 1",
            "weft train --resume runs/seven",
            "weft train --json > result.json")
    {
        foreach (Option option in Groups.SelectMany(group => group.Options))
        {
            Add(option);
        }

        _run.Data.AddTo(this);
        Validators.Add(RejectOthersBesideResume);
        Validators.Add(RejectOthersBesideBackbone);
    }

    public override IReadOnlyList<OptionGroup> Groups => [_run.Learning, _model.Group, _backbone.Group, _optimizer.Group, _objective.Group, _augmentation.Group, _watch.Group, _run.Running];

    internal TrainSettings Settings(ParseResult parsed) => Settings(parsed, Environment.CurrentDirectory);

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using RunFolder? stopped = parsed.GetValue(_run.Resume) is { } folder ? RunFolder.Open(folder) : null;
        if (stopped is { IsUnfinished: false })
        {
            Context.Error.WriteLine($"The run in {stopped.Path} is finished; its model is {stopped.Model}. There is nothing to go on with. Train it further with: weft train --model {stopped.Path}");
            return ExitCode.Done;
        }

        TrainSettings settings = stopped is null ? Settings(parsed) : Resumed(parsed, stopped);
        settings.Check();
        string[] arguments = stopped is null
            ? [.. parsed.Tokens.SkipWhile(token => token.Type == TokenType.Command).Select(token => token.Value)]
            : [.. RunRecord.Read(stopped.Settings).Arguments];
        (RunOutcome outcome, LoadedData data, Model model) = settings.Backbone is { } backbone
            ? await new BackboneJob(settings, backbone, arguments, Context).RunAsync(stopped, cancellationToken)
            : await new TrainingJob(settings, arguments, Context).RunAsync(stopped, cancellationToken);
        if (settings.Json)
        {
            Json.Write(Context.Out, TrainReport.From(settings, outcome, data, model));
        }
        else
        {
            ResultText.Write(Context.Out, outcome, data, model, settings.Quiet);
        }

        if (outcome.IsDone)
        {
            return ExitCode.Done;
        }

        Context.Error.WriteLine(
            $"Interrupted after {settings.InitialEpoch + outcome.History.Epochs.Count}{(settings.Backbone is null ? $" of {settings.Epochs}" : "")} epochs; the model so far is "
                + $"in {outcome.Folder.Model}. Go on with: weft train --resume {outcome.Folder.Path}");
        return ExitCode.Interrupted;
    }

    private TrainSettings Settings(ParseResult parsed, string directory)
    {
        TrainSettings rest = Rest(parsed, directory);
        return rest.Backbone is not null ? rest : rest with
        {
            Model = _model.Source(parsed, directory),
            Freezing = _model.Freezing(parsed),
            AddsClasses = _model.AddsClasses(parsed),
        };
    }

    private TrainSettings Rest(ParseResult parsed, string directory)
    {
        TrainSettings recipe = _model.Chosen(parsed).Settings;
        TrainSettings run = _run.Read(parsed, recipe);
        OptimizerSettings optimization = _optimizer.Read(parsed, recipe.Optimization);
        AugmentationSettings augmentation = _augmentation.Read(parsed, recipe.Augmentation);
        FineTuneOptions usual = new();
        FineTuneOptions tuned = new()
        {
            LearningRate = IsGiven(parsed, _optimizer.LearningRate) ? optimization.LearningRate : usual.LearningRate,
            BatchSize = IsGiven(parsed, _run.BatchSize) ? run.BatchSize : usual.BatchSize,
            Augmentation = IsGiven(parsed, _augmentation.Augment) ? [.. augmentation.Changes.Select(change => change.Create((0, 255)))] : null,
        };
        return run with
        {
            Optimization = optimization,
            Objective = _objective.Read(parsed, recipe.Objective),
            Augmentation = augmentation,
            Watch = _watch.Read(parsed, directory),
            Backbone = _backbone.Read(parsed, run.Pictures.Size, _model.Pixels(parsed), IsGiven(parsed, _run.Epochs) ? run.Epochs : null, tuned),
        };
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    // A checkpoint has the model as the run made it, whatever has become since of what it was made from.
    private TrainSettings Resumed(ParseResult now, RunFolder folder)
    {
        RunRecord record = RunRecord.Read(folder.Settings);
        ParseResult then = this.Parse(record.Arguments);
        if (then.Errors.Count > 0)
        {
            throw RunRecord.Damaged(folder.Settings, then.Errors[0].Message);
        }

        TrainSettings today = _run.Read(now, new TrainSettings());
        TrainSettings settings = Rest(then, record.Directory);
        settings = File.Exists(folder.Checkpoint)
            ? settings with { Model = new ModelSource.Resumed(folder.Checkpoint), Augmentation = settings.Augmentation with { Changes = [] } }
            : Settings(then, record.Directory);

        return settings with { Data = record.Data, Threads = today.Threads, Quiet = today.Quiet, Json = today.Json };
    }

    // A head has a way of its own to learn.
    private void RejectOthersBesideBackbone(CommandResult result)
    {
        if (result.GetResult(_backbone.Backbone) is not { Implicit: false })
        {
            return;
        }

        HashSet<Option> taken = [.. _backbone.Group.Options, .. _run.BesideBackbone, _model.PixelsOption];
        if (_backbone.IsFineTuned(result))
        {
            taken.UnionWith([_augmentation.Augment, _optimizer.LearningRate, _run.BatchSize]);
        }

        foreach (OptionResult other in result.Children.OfType<OptionResult>().Where(other => !other.Implicit && !taken.Contains(other.Option)))
        {
            result.AddError($"{other.Option.Name}: a head on a backbone is trained in a way of its own. Leave {other.Option.Name} away, or leave --backbone away to train a network as a whole.");
        }
    }

    private void RejectOthersBesideResume(CommandResult result)
    {
        if (result.GetResult(_run.Resume) is not { Implicit: false })
        {
            return;
        }

        string folder = result.GetValue(_run.Resume)!;
        if (RunFolder.IsFinished(folder) && result.GetResult(_run.Epochs) is { Implicit: false })
        {
            result.AddError($"--resume: the run in {folder} is finished, and keeps the epochs it began with. "
                + $"Train its model further with: weft train --model {folder} --epochs {result.GetValue(_run.Epochs)}");
            return;
        }

        if (result.GetResult(_run.Data.Argument) is { Tokens: [var word] })
        {
            result.AddError($"{word.Value}: a resumed run keeps the data it began with. Leave it away, "
                + "or begin another run without --resume.");
        }

        foreach (OptionResult other in result.Children.OfType<OptionResult>().Where(other => !other.Implicit && !_run.Free.Contains(other.Option)))
        {
            result.AddError($"{other.Option.Name}: a resumed run keeps the options it began with. Leave {other.Option.Name} away, or begin another run without --resume.");
        }
    }
}
