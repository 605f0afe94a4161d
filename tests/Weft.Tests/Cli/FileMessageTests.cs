using Weft.Cli;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary>What the system says of files is put in words that say what to do; the library's words in the tool's.</summary>
public sealed class FileMessageTests
{
    [Fact]
    public async Task Train_IntoAFile_SaysThatItIsNoFolder()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("taken"), "x");

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--output", folder.File("taken"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--output: expected a folder for the run's files, got '{folder.File("taken")}', where '{folder.File("taken")}' is a file.", run.Error);
    }

    [Fact]
    public async Task Train_IntoAFolderBelowAFile_SaysWhatIsInTheWay()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("taken"), "x");

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--output", folder.File("taken/run"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--output: expected a folder for the run's files, got '{folder.File("taken/run")}', where '{folder.File("taken")}' is a file.", run.Error);
    }

    [Theory]
    [InlineData("Read-only file system : '/mnt/cd/run'", "/mnt/cd/run: expected a file or folder that can be used, got a disk that is read-only.")]
    [InlineData("Access to the path '/root/run' is denied.", "/root/run: expected a file or folder that can be used, got one that this user may not read or write.")]
    [InlineData("No space left on device : '/mnt/full/x'", "got a disk that is full.")]
    [InlineData("The file '/tmp/x' already exists.", "got a file where a folder belongs.")]
    [InlineData("Something new happened.", "Something new happened. Check the file or folder that this names")]
    public void SystemError_IsPutInWordsThatSayWhatToDo(string message, string expected) => Assert.Contains(expected, FileTrouble.Describe(new IOException(message)));

    [Theory]
    [InlineData("train", "--data=~/pictures")]
    [InlineData("train", "--output=~/run")]
    [InlineData("evaluate", "--data=~")]
    public async Task HomeSign_BehindAnEqualsSign_IsExplained(string command, string option)
    {
        CliRun run = await CliRun.Async(command, option);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option}: the shell does not replace ~ behind an equals sign. Write {option.Replace('=', ' ')}", run.Error);
        Assert.Contains(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), run.Error);
    }

    [Fact]
    public async Task HomeSign_InQuotes_IsExplained()
    {
        CliRun run = await CliRun.Async("predict", "~/shoe.jpg");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("~/shoe.jpg: the shell does not replace ~ in quotes.", run.Error);
    }

    [Fact]
    public async Task Train_AModelOfOneOutput_NamesTheOptionForIt()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([ThirdsFolder.Side, ThirdsFolder.Side, 1], seed: 1) { new Flatten(), new Dense(1, Activation.Sigmoid) };
        model.Save(folder.File("one.keras"));
        string data = ThirdsFolder.Create(folder.File("photos"), 5, "bar", "disc");

        CliRun run = await CliRun.Async("train", "--data", data, "--model", folder.File("one.keras"), "--epochs", "1", "--output", folder.File("run"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--loss binary", run.Error);
        Assert.DoesNotContain("BinaryCrossentropy", run.Error);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Resume_OfAFinishedRunWithMoreEpochs_NamesModel()
    {
        using TemporaryFolder folder = new();
        await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--output", folder.File("run"));

        CliRun more = await CliRun.Async("train", "--resume", folder.File("run"), "--epochs", "7");
        CliRun plain = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal(2, more.ExitCode);
        Assert.Contains($"weft train --model {folder.File("run")} --epochs 7", more.Error);
        Assert.Equal(0, plain.ExitCode);
        Assert.Contains($"Train it further with: weft train --model {folder.File("run")}", plain.Error);
    }

    [Fact]
    public async Task History_GrowsWhileTheRunGoes_AndHasNoLineTwiceAfterAResumption()
    {
        using TemporaryFolder folder = new();
        string history = folder.File("run/history.csv");
        List<int> lines = [];
        using CancellationTokenSource interruption = new();
        string[] train = ["train", "--data", SmallIdx.Create(folder), "--epochs", "4", "--output", folder.File("run")];
        await CliRun.Interruptible(
            train,
            line =>
            {
                if (line.StartsWith("epoch ", StringComparison.Ordinal))
                {
                    lines.Add(File.Exists(history) ? File.ReadAllLines(history).Length : 0);
                }

                if (line.StartsWith("epoch 2/", StringComparison.Ordinal))
                {
                    interruption.Cancel();
                }
            },
            interruption.Token);

        // As a kill between history and checkpoint leaves it: an epoch that the checkpoint does not have.
        File.AppendAllText(history, "3,0.1,0.001,9,0,9,0\n");
        CliRun resumed = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal([0, 2], lines[..2]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(["epoch", "1", "2", "3", "4"], File.ReadAllLines(history).Select(row => row.Split(',')[0]));
        Assert.DoesNotContain(File.ReadAllLines(history), row => row.EndsWith(",9,0,9,0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EvaluateAndPredict_WithoutData_TakeWhatTheModelWasTrainedOn()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        await CliRun.Async("train", "--data", data, "--epochs", "1", "--output", folder.File("run"));

        CliRun named = await CliRun.Async("evaluate", folder.File("run"), "--data", data, "--json");
        CliRun evaluated = await CliRun.Async("evaluate", folder.File("run"), "--json");
        CliRun predicted = await CliRun.Async("predict", folder.File("run"), "3", "--json");

        Assert.Equal(0, evaluated.ExitCode);
        Assert.Contains($"data: {data}, which the model was trained on", evaluated.Error);
        Assert.Equal(named.Json.GetProperty("loss").GetDouble(), evaluated.Json.GetProperty("loss").GetDouble());
        Assert.Equal("top", predicted.Json[0].GetProperty("trueClass").GetString());
        Directory.Delete(data, recursive: true);
        CliRun gone = await CliRun.Async("evaluate", folder.File("run"));
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains($"The model was trained on {data}, which is not on this machine now. Name the data: --data PATH.", gone.Error);
    }

    [Theory]
    [InlineData("Use MixUp.", "MixUp")]
    [InlineData("'m' is not. Call Compile(optimizer, loss, metrics) first.", "Compile(")]
    [InlineData("Use BinaryCrossentropy, or one unit per class.", "BinaryCrossentropy")]
    public void LibraryWords_InAMessage_BecomeTheTools(string message, string word)
    {
        Assert.DoesNotContain(word, ToolWords.Of(message), StringComparison.Ordinal);
        Assert.EndsWith(".", ToolWords.Of(message));
    }
}
