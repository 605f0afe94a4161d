using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary>What the options of <c>weft train</c> make of a run.</summary>
public sealed class TrainOptionsTests
{
    [Fact]
    public async Task Train_ManyOptions_AreInTheSavedModel()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async(
            "train", "--data", SmallIdx.Create(folder), "--model", "average", "--epochs", "2", "--optimizer", "adamw", "--weight-decay", "0.02", "--schedule", "one-cycle",
            "--clip-norm", "1", "--ema", "0.9", "--label-smoothing", "0.1", "--metrics", "accuracy,f1", "--augment", "flip,shift,rotate,zoom,contrast,brightness,erase,randaugment,augmix,sharpness,blur,posterize,solarize,invert,perspective,elastic,autocontrast,equalize,grey", "--mixup", "0.2",
            "--class-weights", "balanced", "--save-best", "val_loss", "--save-every", "1", "--output", folder.File("run"));

        Assert.True(run.ExitCode == 0, run.Error);
        Model model = Model.Load(folder.File("run/model.keras"));
        Assert.Equal(19, model.Layers.Count(layer => layer.Layer is PictureLayer));
        Assert.Equal((0.02, 1, true), (model.Optimizer!.WeightDecay, model.Optimizer.ClipNorm, model.Optimizer.UseEma));
        Assert.Equal(new SparseCategoricalCrossentropy(labelSmoothing: 0.1), model.Loss);
        Assert.Equal(["best.keras", "curves.png", "epoch-001.keras", "epoch-002.keras", "history.csv", "model.keras", "predictions.npz", "report.html", "report.json", "samples.png"], Directory.GetFiles(folder.File("run")).Select(Path.GetFileName).Order());
        Assert.Equal("epoch,seconds,learning_rate,loss,accuracy,val_loss,val_accuracy,f1_score,val_f1_score", File.ReadAllLines(folder.File("run/history.csv"))[0]);
    }

    [Fact]
    public async Task Train_ASavedModelWithFrozenLayers_LeavesThoseAlone()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        await CliRun.Async("train", "--data", data, "--epochs", "1", "--output", folder.File("base"));

        CliRun run = await CliRun.Async("train", "--data", data, "--epochs", "1", "--model", folder.File("base"), "--freeze", "5", "--output", folder.File("tuned"));

        Assert.True(run.ExitCode == 0, run.Error);
        Model before = Model.Load(folder.File("base/model.keras"));
        Model after = Model.Load(folder.File("tuned/model.keras"));
        Assert.Equal(before.Layers.Select(layer => layer.Name), after.Layers.Select(layer => layer.Name));
        Assert.All(before.Weights.Zip(after.Weights), pair => Assert.Equal(pair.First.Name.StartsWith("conv2d", StringComparison.Ordinal), pair.First.Span.SequenceEqual(pair.Second.Span)));
    }

    [Fact]
    public async Task Train_KerasJson_BuildsThatModel()
    {
        using TemporaryFolder folder = new();
        Sequential described = new([18, 18, 1]) { new Flatten(), new Dense(7, Activation.Relu), new Dense(3, Activation.Softmax) };
        File.WriteAllText(folder.File("model.json"), described.ToJson());

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--model", folder.File("model.json"), "--output", folder.File("run"), "--json");

        Assert.Equal(described.ParameterCount, run.Json.GetProperty("parameters").GetInt32());
    }

    [Theory]
    [InlineData("{ \"class_name\": ", "model.json")]
    [InlineData("{ \"class_name\": \"Sequential\", \"config\": { \"layers\": [] } }", "model.json")]
    public async Task Train_JsonThatIsNoModel_NamesTheFile(string json, string expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("model.json"), json);

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--model", folder.File("model.json"), "--output", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.DoesNotContain("not one of Weft's own errors", run.Error);
    }

    [Theory]
    [InlineData("conv2d_9", "--freeze: expected layers of the model, conv2d, max_pooling2d")]
    [InlineData("99", "Freeze fewer.")]
    public async Task Train_FreezeWhatIsNotThere_IsWrongUsage(string freeze, string expected)
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--freeze", freeze, "--output", folder.File("run"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Resume_OfARunWithEverything_EndsAsTheUndisturbedOne()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        await CliRun.Async("train", "--data", data, "--epochs", "1", "--output", folder.File("base"));
        string[] train =
        [
            "train", "--data", data, "--model", folder.File("base"), "--freeze", "conv2d", "--epochs", "4", "--batch-size", "16", "--optimizer", "nadam", "--schedule", "cosine", "--warmup", "1",
            "--ema", "0.9", "--accumulate", "2", "--metrics", "accuracy,auc", "--augment", "flip,shift,contrast", "--mixup", "0.2", "--class-weights", "balanced", "--save-best", "val_auc",
            "--early-stopping", "2", "--monitor", "val_auc",
        ];
        await CliRun.Async([.. train, "--output", folder.File("whole")]);
        using CancellationTokenSource interruption = new();
        await CliRun.Interruptible(
            [.. train, "--output", folder.File("run")],
            line =>
            {
                if (line.StartsWith("epoch 2/", StringComparison.Ordinal))
                {
                    interruption.Cancel();
                }
            },
            interruption.Token);

        // What the run was made from may go: the checkpoint has it.
        Directory.Delete(folder.File("base"), recursive: true);
        CliRun resumed = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        FinishedRun.AssertSame(folder.File("whole"), folder.File("run"));
        Assert.Equal(
            Model.Load(folder.File("whole/best.keras")).Weights.SelectMany(weight => weight.Span.ToArray()),
            Model.Load(folder.File("run/best.keras")).Weights.SelectMany(weight => weight.Span.ToArray()));
    }

    [Fact]
    public async Task Train_EarlyStoppingPlateauAndTensorBoard_DoTheirWork()
    {
        using TemporaryFolder folder = new();

        // At such a rate nothing gets better: the rate falls after one epoch, the run ends after three.
        CliRun run = await CliRun.Async(
            "train", "--data", SmallIdx.Create(folder), "--model", "mlp", "--epochs", "40", "--optimizer", "sgd", "--learning-rate", "1e-12", "--early-stopping", "3", "--reduce-lr-on-plateau", "1",
            "--tensorboard", folder.File("logs"), "--output", folder.File("run"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        double[] rates = [.. run.Json.GetProperty("history").EnumerateArray().Select(epoch => epoch.GetProperty("learningRate").GetDouble())];
        Assert.Equal(4, rates.Length);
        Assert.Equal([1e-12, 1e-12, 1e-13], rates[..3].Select(rate => Math.Round(rate, 15)));
        Assert.Contains(Directory.GetFiles(folder.File("logs"), "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("events.out.tfevents", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_AverageAndEarlyStopping_SavesTheBestAverage()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        string[] all = ["train", "--data", data, "--model", "mlp", "--epochs", "4", "--optimizer", "sgd", "--early-stopping", "9", "--save-best", "val_loss", "--json"];

        CliRun plain = await CliRun.Async([.. all, "--output", folder.File("plain")]), average = await CliRun.Async([.. all, "--ema", "0.9", "--output", folder.File("average")]);

        Assert.True(average.ExitCode == 0, average.Error);
        Assert.NotEqual(plain.Json.GetProperty("testLoss").GetDouble(), average.Json.GetProperty("testLoss").GetDouble());
        Assert.Equal(
            Model.Load(folder.File("average/best.keras")).Weights.SelectMany(weight => weight.Span.ToArray()),
            Model.Load(folder.File("average/model.keras")).Weights.SelectMany(weight => weight.Span.ToArray()));
    }

    [Theory]
    [InlineData("--save-best val_acc", "--save-best: expected one of loss, accuracy, val_loss, val_accuracy, got 'val_acc'")]
    [InlineData("--early-stopping 2 --monitor nothing", "--monitor: expected one of loss, accuracy, val_loss, val_accuracy, got 'nothing'")]
    [InlineData("--reduce-lr-on-plateau 2 --validation-split 0", "--monitor: expected one of loss, accuracy, got 'val_loss'")]
    public async Task Train_FigureThatTheRunWillNotHave_LeavesTheEarlierRun(string options, string says)
    {
        using TemporaryFolder folder = new();
        string[] run = ["train", "--data", SmallIdx.Create(folder), "--model", "mlp", "--epochs", "1", "--output", folder.File("run")];
        Assert.Equal(0, (await CliRun.Async(run)).ExitCode);
        string[] before = Directory.GetFileSystemEntries(folder.File("run"));

        CliRun refused = await CliRun.Async([.. run, .. options.Split(' ')]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(says, refused.Error);
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.File("run")));
    }

    [Fact]
    public async Task Help_OfTrain_GroupsItsOptions()
    {
        CliRun run = await CliRun.Async("train", "--help");

        string[] lines = run.Output.ReplaceLineEndings("\n").Split('\n');
        int[] titles = [.. ((string[])["Data and epochs:", "Model:", "Optimizer:", "Loss and metrics:", "Augmentation:", "While it runs:", "Run:", "Examples:"]).Select(title => Array.IndexOf(lines, title))];
        Assert.DoesNotContain(-1, titles);
        Assert.Equal(titles.Order(), titles);
        Assert.Contains(lines, line => line.StartsWith("  --epochs N", StringComparison.Ordinal) && line.EndsWith("[5]", StringComparison.Ordinal));
        Assert.Contains("[adam]", run.Output);
        Assert.All(lines.TakeWhile(line => line != "Examples:").Skip(3), line => Assert.InRange(line.Length, 0, 110));
    }
}
