namespace Weft.Tests.Cli;

/// <summary>A model of bar, disc and square meets data of some of its classes, of others, and of more.</summary>
public sealed class ClassNamesTests(ClassNamesTests.Trained trained) : IClassFixture<ClassNamesTests.Trained>
{
    private readonly TemporaryFolder _folder = trained.Folder;

    [Fact]
    public async Task Train_FurtherOnSomeOfTheClasses_KeepsNamesAndSaysWhatIsMissing()
    {
        CliRun run = await Further("some", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, run.Json.GetProperty("testAccuracy").GetDouble());
        Assert.Contains("the training data nothing for 1 of them: bar", run.Error);
        Assert.Equal(["bar", "disc", "square"], Sequential.Load(_folder.File("some/model.keras")).Metadata.ClassNames);
    }

    [Fact]
    public async Task Train_FurtherOnAnUnknownClass_IsRefused()
    {
        CliRun run = await Further("other");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("expected the model's classes (bar, disc, square), got also 'zbar'. --add-classes gives these outputs of their own",
            run.Error);
        Assert.False(File.Exists(_folder.File("other/model.keras")));
    }

    [Fact]
    public async Task Train_AddClasses_ExtendsTheHead()
    {
        CliRun run =
            await CliRun.Async("train", "--model", trained.Run, _folder.File("data-more"), "--add-classes", "--epochs", "30",
                "--batch-size", "8", "--output", _folder.File("more"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("The model has 4 outputs now; new are zbar.", run.Error);
        Assert.Equal(1, run.Json.GetProperty("testAccuracy").GetDouble());
        Assert.Equal(["bar", "disc", "square", "zbar"], Sequential.Load(_folder.File("more/model.keras")).Metadata.ClassNames);
    }

    [Fact]
    public async Task Train_BalancedOnSomeOfTheClasses_WeighsByTheModelsNumbers()
    {
        CliRun run = await Further("some", "--class-weights", "balanced", "--json", "--output", _folder.File("balanced"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, run.Json.GetProperty("testAccuracy").GetDouble());
    }

    [Theory]
    [InlineData("train --add-classes --data sketches")]
    [InlineData("train --add-classes --model mlp --data sketches")]
    public async Task Train_AddClassesWithoutASavedModel_IsWrongUsage(string line)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--add-classes: expected a saved model to extend", run.Error);
    }

    [Fact]
    public async Task Evaluate_SomeOfTheClasses_IsRight_AndOthersAreRefused()
    {
        CliRun some = await CliRun.Async("evaluate", trained.Run, _folder.File("data-some"), "--json");
        CliRun other = await CliRun.Async("evaluate", trained.Run, _folder.File("data-other"));

        Assert.Equal(1, some.Json.GetProperty("accuracy").GetDouble());
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("got also 'zbar'", other.Error);
    }

    [Fact]
    public async Task PredictAndEvaluate_ModelWithoutNames_SayWhichOutputIsTakenForWhat()
    {
        Sequential model = Sequential.Load(Path.Combine(trained.Run, "model.keras"));
        model.Metadata = model.Metadata with { ClassNames = [] };
        model.Save(_folder.File("unnamed.keras"));

        CliRun evaluated = await CliRun.Async("evaluate", _folder.File("unnamed.keras"), trained.Data);
        CliRun predicted = await CliRun.Async("predict", _folder.File("unnamed.keras"), "0", "--data", trained.Data);
        CliRun more = await CliRun.Async("evaluate", _folder.File("unnamed.keras"), _folder.File("data-more"));

        Assert.Contains("The model's file names no classes. Its outputs are taken in the order of the data's: 0 bar, 1 disc, 2 square.",
            evaluated.Error);
        Assert.Contains("0 bar, 1 disc, 2 square", predicted.Error);
        Assert.Contains("expected at most 3 classes, for which the model has outputs, got 4", more.Error);
    }

    [Fact]
    public async Task Resume_AfterAClassWasRenamed_IsRefused()
    {
        string data = ThirdsFolder.Create(_folder.File("renamed"), 10, "bar", "disc");
        using CancellationTokenSource source = new();
        await CliRun.Interruptible(
            ["train", data, "--model", "mlp", "--epochs", "3", "--output", _folder.File("stopped")],
            message =>
            {
                if (message.StartsWith("epoch 1/3", StringComparison.Ordinal))
                {
                    source.Cancel();
                }
            },
            source.Token);
        Directory.Move(Path.Combine(data, "disc"), Path.Combine(data, "square"));

        CliRun run = await CliRun.Async("train", "--resume", _folder.File("stopped"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("expected the model's classes (bar, disc), got also 'square'", run.Error);
    }

    private Task<CliRun> Further(string data, params string[] options) =>
        CliRun.Async(["train", "--model", trained.Run, "--data", _folder.File($"data-{data}"), "--epochs", "2", "--batch-size", "8",
            .. options, .. options.Contains("--output") ? (string[])[] : ["--output", _folder.File(data)]]);

    public sealed class Trained : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        public string Data => Folder.File("data");

        public string Run => Folder.File("run");

        public async ValueTask InitializeAsync()
        {
            ThirdsFolder.Create(Data, 20, "bar", "disc", "square");
            ThirdsFolder.Create(Folder.File("data-some"), 20, "disc", "square");
            ThirdsFolder.Create(Folder.File("data-other"), 20, "disc", "square", "zbar");
            ThirdsFolder.Create(Folder.File("data-more"), 20, "bar", "disc", "square", "zbar");
            CliRun run =
                await CliRun.Async("train", Data, "--model", "mlp", "--epochs", "20", "--batch-size", "8", "--output", Run, "--json");
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(1, run.Json.GetProperty("testAccuracy").GetDouble());
        }

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
