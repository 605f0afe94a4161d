using Weft.Imaging;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary>What people type and have that is not quite right: the answer names it and what to do.</summary>
public sealed class HabitTests
{
    [Theory]
    [InlineData("photo.png RUN", "got the model 'RUN' behind photo.png. Name the model first: weft predict RUN photo.png")]
    [InlineData("RUN photo.png RUN", "One model predicts at a time.")]
    [InlineData("RUN gone.jpg", "gone.jpg: expected a picture, there is no such file. Check the name.")]
    public async Task Predict_OfWordsThatDoNotFit_SaysWhich(string words, string expected)
    {
        using TemporaryFolder folder = new();
        string run = Run(folder);
        CliRun answer = await CliRun.Async(["predict", .. words.Split(' ').Select(word => word == "RUN" ? run : word)]);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains(expected.Replace("RUN", run, StringComparison.Ordinal), answer.Error);
    }

    // A run that was stopped has no model yet: nothing else, the model that comes with the tool least of all, answers in its place.
    [Theory]
    [InlineData("predict RUN photo.png", "got one that was stopped and has no model.keras yet. Go on with: weft train --resume RUN.")]
    [InlineData("evaluate RUN", "got one that was stopped and has no model.keras yet. Go on with: weft train --resume RUN.")]
    [InlineData("train RUN", "got the folder of a training run. Name it with --model.")]
    public async Task Commands_OfARunThatWasStopped_SayHowToGoOn(string line, string expected)
    {
        using TemporaryFolder folder = new();
        string run = Run(folder);
        File.Move(Path.Combine(run, "model.keras"), Path.Combine(run, "checkpoint.keras"));
        File.WriteAllText(Path.Combine(run, "run.json"), "{}");
        CliRun answer = await CliRun.Async([.. line.Split(' ').Select(word => word == "RUN" ? run : word == "photo.png" ? Picture(folder) : word)]);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains(expected.Replace("RUN", run, StringComparison.Ordinal), answer.Error);
    }

    [Theory]
    [InlineData("nothere.keras", "there is nothing at ")]
    [InlineData("runs/none", "there is nothing at ")]
    [InlineData("resnet51", "Did you mean resnet50")]
    public async Task Train_OfAModelThatIsNotThere_SaysWhatTheWordIsTakenFor(string model, string expected)
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Async("train", SmallIdx.Create(folder), "--model", model);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("--early-stopping 1 --validation-split 0", "Hold some pictures out to validate on: --validation-split 0.2.")]
    [InlineData("--save-best val_acc", "Did you mean val_accuracy?")]
    [InlineData("--save-best val_f1_score", "--metrics adds figures.")]
    public async Task Train_WatchingAFigureThatIsNotThere_SaysHowToHaveIt(string options, string expected)
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Async(["train", SmallIdx.Create(folder), "--output", folder.File("run"), .. options.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    // A model of several inputs or outputs is a model, and none for pictures.
    [Theory]
    [InlineData("train DATA --model MODEL")]
    [InlineData("evaluate MODEL DATA")]
    [InlineData("predict MODEL 3")]
    [InlineData("bench --model MODEL")]
    public async Task Commands_OfAModelOfSeveralInputs_SaySo(string line)
    {
        using TemporaryFolder folder = new();
        string model = folder.File("two.keras"), data = SmallIdx.Create(folder);
        Node left = new Input([18, 18, 1]), right = new Input([18, 18, 1]);
        new Model([left, right], [(left + right).Then(new Flatten(), new Dense(3, Activation.Softmax))]).Save(model);
        CliRun run = await CliRun.Async([.. line.Split(' ').Select(word => word == "MODEL" ? model : word == "DATA" ? data : word)]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{model}: expected a model of one input and one output, for pictures and what they show, got 2 inputs and 1 "
            + "output.", run.Error);
        Assert.DoesNotContain("InvalidOperationException", run.Error);
    }

    [Fact]
    public async Task Train_OfAFolderDeepInside_NamesTheClassesFolder()
    {
        using TemporaryFolder folder = new();
        string inner = folder.File("set/archive/images");
        foreach (string name in (string[])["disc", "square"])
        {
            Directory.CreateDirectory(Path.Combine(inner, name));
            File.Copy(Picture(folder), Path.Combine(inner, name, "1.png"));
        }

        CliRun run = await CliRun.Async("train", folder.File("set"), "--output", folder.File("run"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("got the one folder 'archive/images', which holds disc, square. If those are the classes, name that folder:",
            run.Error.Replace('\\', '/'));
    }

    // The first two lead to the files; the last two would lead two rows to one file, or to nothing.
    [Theory]
    [InlineData(@"C:\data\disc\1.png,disc|C:\data\disc\2.png,disc|C:\data\square\1.png,square|C:\data\square\2.png,square", null)]
    [InlineData("/home/me/disc/1.png,disc|/home/me/disc/2.png,disc|/home/me/square/1.png,square|/home/me/square/2.png,square", null)]
    [InlineData("/home/me/rund/1.png,disc|/home/me/rund/2.png,disc|/home/me/eckig/1.png,square|/home/me/eckig/2.png,square", "none of "
        + "these files is there")]
    [InlineData("a/1.png,disc|a/2.png,disc|b/1.png,square|b/2.png,square",
        "Paths count from the list's own folder, or from a folder in it")]
    public async Task Train_OfAListOfAnotherMachine_FindsTheFilesOrSaysThatNoneIsThere(string rows, string? expected)
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["disc/1.png", "disc/2.png", "square/1.png", "square/2.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.Copy(Picture(folder), folder.File(name));
        }

        string list = folder.File("list.csv");
        File.WriteAllLines(list, ["path,label", .. rows.Split('|')]);
        if (expected is null)
        {
            Assert.All(PictureList.Read(list).Train.Concat(PictureList.Read(list).Test), file => Assert.True(File.Exists(file.Path)));
        }
        else
        {
            Assert.Contains(expected, (await CliRun.Async("train", list, "--output", folder.File("run"))).Error);
        }
    }

    private static string Picture(TemporaryFolder folder)
    {
        string path = folder.File("picture.png");
        if (!File.Exists(path))
        {
            new Picture(8, 8, 1, new byte[64]).SavePng(path);
        }

        return path;
    }

    private static string Run(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.File("run"));
        new Sequential([8, 8, 1], seed: 1) { new Flatten(), new Dense(2, Activation.Softmax) }.Save(folder.File("run/model.keras"));
        return folder.File("run");
    }
}
