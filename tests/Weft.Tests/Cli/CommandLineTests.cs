using System.CommandLine;

using Weft.Cli;
using Weft.Cli.Choices;
using Weft.Cli.Commands;
using Weft.Cli.Datasets;
using Weft.Cli.Recipes;
using Weft.Cli.Training;
using Weft.Schedules;

namespace Weft.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void Train_WithoutArguments_IsTheSeedsRun()
    {
        TrainSettings settings = Parse("train");

        Assert.Equal(new TrainSettings { Threads = Environment.ProcessorCount }, settings);
        Assert.Equal((5, 64, 0.2, 1), (settings.Epochs, settings.BatchSize, settings.ValidationSplit, settings.Seed));
        Assert.Equal(new Adam(0.001), settings.Optimization.Create(settings.Epochs * 750, stepsPerEpoch: 750));
        Assert.Equal(new SparseCategoricalCrossentropy(), settings.Objective.Loss.Create(false, settings.Objective.LabelSmoothing));
        Assert.Equal([Metric.Accuracy], settings.Objective.Metrics.Select(choice => choice.Metric));
        Assert.Null(settings.Augmentation.Mixing);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("fast")]
    [InlineData("best")]
    public void Train_Recipe_IsWhatItSays(string name)
    {
        TrainSettings expected = Recipe.All.Single(recipe => recipe.Name == name).Settings;

        Assert.Equivalent(expected with { Threads = Environment.ProcessorCount }, Parse($"train --recipe {name}"), strict: true);
        Assert.Equal(new ModelSource.BuiltIn(ModelRecipe.Named(name)), expected.Model);
    }

    [Fact]
    public void Train_OptionsBesideARecipe_ChangeTheirPart()
    {
        TrainSettings recipe = FastRecipe.Recipe.Settings;

        TrainSettings settings = Parse("train --recipe fast --epochs 3 --learning-rate 0.01 --augment flip --model mlp");

        Assert.Equivalent(
            recipe with
            {
                Epochs = 3,
                Threads = Environment.ProcessorCount,
                Model = new ModelSource.BuiltIn(ModelRecipe.Named("mlp")),
                Optimization = recipe.Optimization with { LearningRate = 0.01 },
                Augmentation = recipe.Augmentation with { Changes = [AugmentChoice.Flip] },
            },
            settings,
            strict: true);
    }

    [Fact]
    public void Train_EveryOption_IsTaken() => Assert.Equivalent(
        new TrainSettings
        {
            Data = "sketches",
            Epochs = 3,
            BatchSize = 32,
            ValidationSplit = 0,
            Model = new ModelSource.BuiltIn(ModelRecipe.All.Single(recipe => recipe.Name == "mlp")),
            Freezing = new Freezing(0, ["dense", "dense_1"]),
            Optimization = new OptimizerSettings
            {
                Optimizer = OptimizerChoice.All.Single(choice => choice.Name == "sgd"),
                LearningRate = 0.05,
                Schedule = ScheduleChoice.All.Single(choice => choice.Name == "cosine"),
                Warmup = 0.5,
                Momentum = 0.9,
                WeightDecay = 0.01,
                GlobalClipNorm = 2,
                Ema = 0.98,
                AccumulateSteps = 4,
            },
            Objective = new ObjectiveSettings
            {
                Loss = LossChoice.All.Single(choice => choice.Name == "focal"),
                LabelSmoothing = 0.1,
                Metrics = [MetricChoice.All.Single(choice => choice.Name == "f1"), MetricChoice.Accuracy],
                BalanceClasses = true,
            },
            Augmentation = new AugmentationSettings { Changes = [.. AugmentChoice.All.Where(choice => choice.Name is "flip" or "zoom")], MixUp = 0.3 },
            Watch = new WatchSettings { EarlyStopping = 3, Monitor = "val_accuracy", TensorBoard = Path.GetFullPath("logs"), SaveBest = "val_loss", SaveEvery = 2, CheckpointEvery = TimeSpan.FromMinutes(10) },
            Seed = 9,
            Threads = 2,
            Output = "here",
            Quiet = true,
            Json = true,
        },
        Parse("train --data sketches --epochs 3 --batch-size=32 --validation-split 0 --model mlp --freeze dense,dense_1 --learning-rate 5e-2 --optimizer sgd --schedule cosine --warmup 0.5 "
            + "--momentum 0.9 --weight-decay 0.01 --global-clip-norm 2 --ema 0.98 --accumulate 4 --loss focal --label-smoothing 0.1 --metrics f1,accuracy --class-weights balanced "
            + "--augment flip,zoom --mixup 0.3 --early-stopping 3 --monitor val_accuracy --tensorboard logs --save-best val_loss --save-every 2 --checkpoint-every 10m --seed 9 --threads 2 -o here -q --json"),
        strict: true);

    [Theory]
    [InlineData("adam", typeof(Adam))]
    [InlineData("adamw", typeof(AdamW))]
    [InlineData("sgd", typeof(SGD))]
    [InlineData("rmsprop", typeof(RMSprop))]
    [InlineData("adagrad", typeof(Adagrad))]
    [InlineData("nadam", typeof(Nadam))]
    [InlineData("lion", typeof(Lion))]
    [InlineData("adamax", typeof(Adamax))]
    [InlineData("adadelta", typeof(Adadelta))]
    [InlineData("ftrl", typeof(Ftrl))]
    [InlineData("lamb", typeof(Lamb))]
    [InlineData("adafactor", typeof(Adafactor))]
    [InlineData("muon", typeof(Muon))]
    [InlineData("schedule-free", typeof(ScheduleFreeAdamW))]
    public void Train_Optimizer_IsMadeByName(string name, Type expected) =>
        Assert.IsType(expected, Parse($"train --optimizer {name} --weight-decay 0.1").Optimization.Create(1, 1) is { WeightDecay: 0.1 } made ? made : null);

    [Theory]
    [InlineData("", 0)]
    [InlineData(" --decay-kernels-only", 3)]
    public void Train_DecayKernelsOnly_LeavesOtherWeightsOut(string option, int names) =>
        Assert.Equal(names, Parse($"train --optimizer adamw{option}").Optimization.Create(1, 1).ExcludeFromWeightDecay.Count);

    // A run of 10 epochs of 100 steps at 0.5: the rate of some steps, by the schedules' definitions.
    [Theory]
    [InlineData("constant", "", 0.5, 0.5, 0.5)]
    [InlineData("linear", "", 0.5, 0.25, 0)]
    [InlineData("steps", "", 0.5, 0.5, 0.005)]
    [InlineData("exponential", "", 0.5, 0.05, 0.005)]
    [InlineData("cosine", "", 0.5, 0.25, 0)]
    [InlineData("cosine", " --warmup 2", 0, 0.34567, 0)]
    [InlineData("one-cycle", "", 0.02, 0.40575, 2e-6)]
    public void Train_Schedule_RunsOverTheWholeRun(string name, string more, double first, double middle, double last)
    {
        Schedule schedule = Parse($"train --learning-rate 0.5 --epochs 10 --schedule {name}{more}").Optimization.Create(1000,
            100).LearningRate;

        Assert.Equal(first, schedule.At(0), 1e-6);
        Assert.Equal(middle, schedule.At(500), 1e-3);
        Assert.Equal(last, schedule.At(1000), 1e-4);
    }

    [Theory]
    [InlineData("trian", "weft: unknown command 'trian'. Did you mean train?")]
    [InlineData("train --epoch 3", "weft train: unknown option '--epoch'. Did you mean --epochs?")]
    [InlineData("train --lerning-rate=1", "unknown option '--lerning-rate'. Did you mean --learning-rate?")]
    [InlineData("predict model.keras --jsn 3", "weft predict: unknown option '--jsn'. Did you mean --json?")]
    [InlineData("evaluate --jsno", "weft evaluate: unknown option '--jsno'. Did you mean --json?")]
    [InlineData("data fetc", "unknown command 'fetc'. Did you mean fetch?")]
    [InlineData("train --epochs abc", "--epochs: expected a whole number of at least 1, got 'abc'.")]
    [InlineData("train --epochs 0", "--epochs: expected a whole number of at least 1, got '0'.")]
    [InlineData("train --threads 0", "--threads: expected a whole number of at least 1, got '0'.")]
    [InlineData("train --validation-split 1", "--validation-split: expected a number from 0 up to but not including 1, got '1'.")]
    [InlineData("train --learning-rate -1", "--learning-rate: expected a number above 0, got '-1'.")]
    [InlineData("train --optimizer adm", "--optimizer: expected adam, adamw, sgd, rmsprop, adagrad, nadam, lion, adamax, adadelta, ftrl, lamb, adafactor, muon or schedule-free, got 'adm'. Did you mean adam")]
    [InlineData("train --schedule cosin", "got 'cosin'. Did you mean cosine")]
    [InlineData("train --loss crossentrpy", "--loss: expected crossentropy, focal, hinge or binary, got 'crossentrpy'. Did you mean crossentropy?")]
    [InlineData("train --metrics accuracy,f2", "got 'f2'. Did you mean f1?")]
    [InlineData("train --augment flip,shft", "got 'shft'. Did you mean shift?")]
    [InlineData("train --model mpl", "or a .json, .keras or .h5 file, got 'mpl', which is neither. Did you mean mlp?")]
    [InlineData("train --momentum 0.9", "--momentum: adam has none of that kind. Use it with sgd or rmsprop.")]
    [InlineData("train --optimizer sgd --momentum 1", "--momentum: expected a number from 0 up to but not including 1, got '1'.")]
    [InlineData("train --warmup 1", "--warmup: the schedule constant has none. Use it with --schedule cosine or one-cycle.")]
    [InlineData("train --schedule cosine --warmup 5", "--warmup: expected fewer epochs than the run's 5, got 5.")]
    [InlineData("train --clip-norm 1 --clip-value 1", "--clip-norm, --global-clip-norm, --clip-value: expected at most one of them.")]
    [InlineData("train --schedule cosine --reduce-lr-on-plateau 2", "--reduce-lr-on-plateau: the schedule cosine sets the rate itself.")]
    [InlineData("train --mixup 0.2 --cutmix 1", "--mixup, --cutmix: expected at most one of them.")]
    [InlineData("train --class-weights even,balanced", "--class-weights: expected even or balanced, got 'even,balanced'.")]
    [InlineData("train --data fashon-mnist", "got 'fashon-mnist', which is none of them. Did you mean fashion-mnist?")]
    [InlineData("show --data sketches --class sandl", "got 'sandl'. Did you mean Sandal?")]
    [InlineData("data fetch fashion_mnist", "Did you mean fashion-mnist?")]
    public async Task WrongUsage_SaysWhatWasMeant_AndExitsWith2(string line, string expected)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("predict model.keras")]
    [InlineData("evaluate a b")]
    [InlineData("summary a b")]
    public async Task MissingOrSurplusArguments_ExitWith2(string line)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--help", run.Error);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("summary")]
    [InlineData("predict")]
    public async Task MissingModel_IsAMessageWithoutAStack_AndExitsWith1(string command)
    {
        CliRun run = await CliRun.Async([command, "nowhere.keras", .. command == "predict" ? (string[])["0"] : []]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nowhere.keras: expected a model file", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("summary")]
    [InlineData("show")]
    [InlineData("data")]
    [InlineData("data fetch")]
    public async Task Help_OfEveryCommand_HasExamples(string command)
    {
        CliRun run = await CliRun.Async($"{command} --help".Trim().Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:\n  weft", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains($"Examples:\n  weft {command}".TrimEnd(), run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task NoArguments_ShowWhatToDoNext()
    {
        CliRun run = await CliRun.Async();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Next:", run.Output);
    }

    [Theory]
    [InlineData("--epcohs", "--epochs")]
    [InlineData("--BATCHSIZE", "--batch-size")]
    [InlineData("--learning", "--learning-rate")]
    [InlineData("--zzz", null)]
    public void Suggestions_FindTheNearest(string word, string? expected) =>
        Assert.Equal(expected, Suggestions.Near(word, ["--epochs", "--batch-size", "--learning-rate", "--seed"]).FirstOrDefault());

    private static TrainSettings Parse(string line)
    {
        StringWriter nowhere = new();
        RootCommand root = Tool.CreateRoot(new ToolContext(CliRun.Console(nowhere, false), CliRun.Console(nowhere, false), new DatasetCatalog()));
        ParseResult parsed = root.Parse(line.Split(' '));
        Assert.Empty(parsed.Errors);
        return ((TrainCommand)parsed.CommandResult.Command).Settings(parsed);
    }
}
