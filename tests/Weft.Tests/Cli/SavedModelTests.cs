using System.Text.Json;

using Weft.Imaging;

namespace Weft.Tests.Cli;

/// <summary>Commands on a saved model: one small model is trained for all of them.</summary>
public sealed class SavedModelTests(SavedModelTests.Trained trained) : IClassFixture<SavedModelTests.Trained>
{
    [Fact]
    public async Task Evaluate_Json_AgreesWithTheTrainingRun()
    {
        CliRun run = await CliRun.Async("evaluate", trained.Model, "--data", trained.Data, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(trained.Result.GetProperty("testAccuracy").GetDouble(), run.Json.GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal(trained.Result.GetProperty("testLoss").GetDouble(), run.Json.GetProperty("loss").GetDouble(), 6);
        Assert.Equal(SmallIdx.TestCount, run.Json.GetProperty("count").GetInt32());
        Assert.InRange(run.Json.GetProperty("calibrationError").GetDouble(), 1e-12, 1);
        double[] interval = [.. run.Json.GetProperty("accuracyInterval").EnumerateArray().Select(end => end.GetDouble())];
        Assert.InRange(run.Json.GetProperty("accuracy").GetDouble(), interval[0], interval[1]);
        Assert.Equal(trained.Result.GetProperty("correct").GetInt32(), run.Json.GetProperty("correct").GetInt32());
        Assert.Equal(["top", "middle", "bottom"], run.Json.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("class").GetString()));
        Assert.Equal(SmallIdx.TestCount, run.Json.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt32())));
    }

    [Fact]
    public async Task Evaluate_Text_ShowsEachClassAndEndsWithTheAccuracy()
    {
        CliRun run = await CliRun.Async("evaluate", Path.GetDirectoryName(trained.Model)!, "--data", trained.Data);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("precision", run.Output);
        Assert.Contains("1 middle", run.Output);
        Assert.Matches(@"test accuracy: [01]\.\d{4}\r?\n$", run.Output);
    }

    [Fact]
    public async Task Evaluate_ModelOfAFolderThatItDoesNotKnowThePlaceOf_AsksForIt()
    {
        using TemporaryFolder folder = new();
        Model model = Model.Load(trained.Model);
        model.Metadata = model.Metadata with { TrainedOnPath = null };
        model.Save(folder.File("moved.keras"));

        CliRun run = await CliRun.Async("evaluate", folder.File("moved.keras"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'thirds'", run.Error);
        Assert.Contains("--data PATH", run.Error);
    }

    [Fact]
    public async Task Evaluate_AllOfADataSetWithATestPart_IsWrongUsage()
    {
        CliRun run = await CliRun.Async("evaluate", trained.Model, "--data", trained.Data, "--all");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Leave --all out", run.Error);
    }

    [Fact]
    public async Task Predict_Indices_AreTestPicturesWithTheirTruth()
    {
        CliRun run = await CliRun.Async("predict", trained.Model, "0", "4", "--data", trained.Data, "--json");

        Assert.Equal(0, run.ExitCode);
        JsonElement[] list = [.. run.Json.EnumerateArray()];
        Assert.Equal([0, 4], list.Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(["top", "middle"], list.Select(item => item.GetProperty("trueClass").GetString()));
        Assert.All(list, item =>
        {
            JsonElement[] top = [.. item.GetProperty("top").EnumerateArray()];
            Assert.Equal(3, top.Length);
            Assert.Equal(item.GetProperty("class").GetString(), top[0].GetProperty("class").GetString());
            Assert.Equal(1, top.Sum(entry => entry.GetProperty("probability").GetDouble()), 4);
            Assert.False(item.TryGetProperty("file", out _));
        });
    }

    [Fact]
    public async Task Predict_Picture_IsDecodedPreparedAndNamed()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("light background.png");
        Picture dark = new(SmallIdx.Side, SmallIdx.Side, 1, SmallIdx.Pixels(1, new Random(3)));
        dark.Invert().Resize(90, 90).SavePng(file);

        CliRun run = await CliRun.Async("predict", trained.Model, file, "--json");

        JsonElement item = Assert.Single(run.Json.EnumerateArray());
        Assert.Equal(file, item.GetProperty("file").GetString());
        Assert.Equal("middle", item.GetProperty("class").GetString());
        Assert.Contains("negated", item.GetProperty("prepared")[0].GetString());
    }

    [Fact]
    public async Task Predict_Text_HasALinePerPicture()
    {
        CliRun run = await CliRun.Async("predict", trained.Model, "2", "--data", trained.Data);

        Assert.Matches(@"^2: bottom \d+\.\d %, \w+ \d+\.\d %, \w+ \d+\.\d % \(right\)\r?\n$", run.Output);
    }

    [Fact]
    public async Task Predict_OneUnreadablePictureOfTwo_DoesTheOtherAndExitsWith1()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("broken.png"), "no picture");

        CliRun run = await CliRun.Async("predict", trained.Model, folder.File("broken.png"), "0", "--data", trained.Data, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken.png", run.Error);
        Assert.Equal(0, Assert.Single(run.Json.EnumerateArray()).GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task Predict_IndexBeyondTheTestSet_SaysTheRange()
    {
        CliRun run = await CliRun.Async("predict", trained.Model, "30", "--data", trained.Data);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("0 to 29", run.Error);
    }

    [Fact]
    public async Task Inspect_ShowsHowAModelRuns()
    {
        CliRun text = await CliRun.Async("inspect", trained.Model, "--plan");
        CliRun json = await CliRun.Async("inspect", trained.Model, "--training", "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.Contains("samples at a time", text.Output, StringComparison.Ordinal);
        Assert.Equal("loss and metrics", json.Json.GetProperty("plan").GetProperty("steps").EnumerateArray().Last().GetProperty("operation").GetString());
        Assert.True(json.Json.GetProperty("plan").GetProperty("gradientBytes").GetInt64() > 0);
    }

    [Fact]
    public async Task Summary_ListsTheLayers()
    {
        CliRun text = await CliRun.Async("summary", trained.Model);
        CliRun json = await CliRun.Async("summary", trained.Model, "--json");

        Assert.Contains("conv2d_2", text.Output);
        Assert.Contains("trained on thirds, 6 epochs, seed 1", text.Output);
        Assert.Equal(trained.Result.GetProperty("parameters").GetInt32(), json.Json.GetProperty("parameters").GetInt32());
        Assert.Equal(8, json.Json.GetProperty("layers").GetArrayLength());
    }

    public sealed class Trained : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Data { get; private set; } = string.Empty;

        public string Model => _folder.File("run/model.keras");

        public JsonElement Result { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Data = SmallIdx.Create(_folder);
            CliRun run = await CliRun.Async("train", "--data", Data, "--epochs", "6", "--batch-size", "8", "--output", _folder.File("run"), "--json");
            Assert.True(run.ExitCode == 0, run.Error);
            Result = run.Json;
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
