using System.Text.Json;

using Weft.Data;
using Weft.Tests.Data;
using Weft.Tests.Imaging.Datasets;

namespace Weft.Tests.Cli;

/// <summary>Commands on folders, lists and archives of pictures: one small colour model is trained for all of them.</summary>
public sealed class PhotoCommandTests(PhotoCommandTests.Trained trained) : IClassFixture<PhotoCommandTests.Trained>
{
    [Fact]
    public void Train_FolderWithBrokenPictures_GoesOnAndListsThem()
    {
        JsonElement[] unreadable = [.. trained.Result.GetProperty("unreadable").EnumerateArray()];

        Assert.Equal(["blue/003.jpg", "red/010.jpg"], unreadable.Select(item => Path.GetRelativePath(trained.Data, item.GetProperty("file").GetString()!).Replace('\\', '/')).Order());
        Assert.Contains("the file is empty", trained.Error);
        Assert.Contains("2 pictures could not be read and are left out.", trained.Error);
        Assert.Contains("16 of 80 pictures", trained.Error);
        Assert.Contains("Pictures are taken as 20x24 colour; --image-size and --channels say otherwise.", trained.Error);
        Assert.True(trained.Result.GetProperty("testAccuracy").GetDouble() > 0.9);
    }

    [Fact]
    public void Train_Folder_ModelRemembersHowPhotosArePrepared()
    {
        Model model = Model.Load(trained.Model);

        Assert.Equal(PicturePreparation.FitOnly, model.Metadata.Preparation);
        Assert.Equal(["blue", "red"], model.Metadata.ClassNames);
        Assert.Equal(new Shape(20, 24, 3), model.InputShape);
    }

    [Fact]
    public async Task Evaluate_Folder_NeedsNoFlagsAndAgreesWithTheTrainingRun()
    {
        CliRun run = await CliRun.Async("evaluate", trained.Model, "--data", trained.Data, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(trained.Result.GetProperty("testLoss").GetDouble(), run.Json.GetProperty("loss").GetDouble(), 6);
        Assert.Equal(trained.Result.GetProperty("count").GetInt32(), run.Json.GetProperty("count").GetInt32());
        Assert.Contains("--all takes every picture", run.Error);
    }

    [Fact]
    public async Task Evaluate_All_TakesEveryPicture() =>
        Assert.Equal(78, (await CliRun.Async("evaluate", trained.Model, "--data", trained.Data, "--all", "--json")).Json.GetProperty("count").GetInt32());

    [Fact]
    public async Task Evaluate_TestPartOfOneClass_CountsIt()
    {
        using Weft.Tests.TemporaryFolder folder = new();
        PhotoFolder.Create(folder.File("train"), 2, "jpg", "blue", "red");
        PhotoFolder.Create(folder.File("test"), 4, "jpg", "red");

        CliRun run = await CliRun.Async("evaluate", trained.Model, "--data", folder.Path, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(4, run.Json.GetProperty("correct").GetInt32());
        Assert.Equal([0, 4], run.Json.GetProperty("confusion")[1].EnumerateArray().Select(cell => cell.GetInt32()));
    }

    [Fact]
    public async Task Evaluate_ClassTheModelDoesNotKnow_IsNamed()
    {
        using Weft.Tests.TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("evaluate", trained.Model, "--data", PhotoFolder.Create(folder.File("p"), 5, "jpg", "blue", "green"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("got also 'green'", run.Error);
    }

    [Fact]
    public async Task Predict_FolderAndPattern_GiveTheSameList()
    {
        CliRun folder = await CliRun.Async("predict", trained.Model, Path.Combine(trained.Data, "red"), "--json");
        CliRun pattern = await CliRun.Async("predict", trained.Model, Path.Combine(trained.Data, "red", "*.JPG"), "--json");

        Assert.Equal(1, folder.ExitCode);
        Assert.Contains("010.jpg", folder.Error);
        JsonElement[] list = [.. folder.Json.EnumerateArray()];
        Assert.Equal(39, list.Length);
        Assert.True(list.Count(item => item.GetProperty("class").GetString() == "red") > 35);
        Assert.Equal(folder.Output, pattern.Output);
        Assert.All(list, item => Assert.DoesNotContain(item.GetProperty("prepared").EnumerateArray(), step => step.GetString()!.Contains("cut", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Predict_Csv_HasALinePerPicture()
    {
        CliRun run = await CliRun.Async("predict", trained.Model, Path.Combine(trained.Data, "blue", "000.jpg"), Path.Combine(trained.Data, "red", "000.jpg"), "--csv");

        string[] lines = run.Output.Split('\n');
        Assert.Equal("file,class,probability,class_2,probability_2,class_3,probability_3,true_class", lines[0]);
        Assert.Matches(@"000\.jpg,blue,[01]\.\d{6},red,[01]\.\d{6},,,$", lines[1]);
        Assert.Matches(@"000\.jpg,red,", lines[2]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Predict_Show_DrawsWhatTheModelSaw()
    {
        CliRun run = await CliRun.OnTerminal("predict", trained.Model, Path.Combine(trained.Data, "red", "000.jpg"), "--show");

        Assert.Equal(10, run.Output.Split('\n').Count(line => line.Contains('▀')));
        Assert.Contains("000.jpg: red", run.Output);
    }

    [Fact]
    public async Task Predict_WithoutAModel_TakesTheOneThatComesWithTheTool()
    {
        CliRun run = await CliRun.Async("predict", Path.Combine(trained.Data, "red", "000.jpg"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Json[0].GetProperty("class").GetString(), FashionMnist.ClassNames);
    }

    [Theory]
    [InlineData("--skip", "cutt", "Did you mean cut?")]
    [InlineData("--prepare", "garmen", "Did you mean garment?")]
    public async Task Predict_UnknownStep_IsWrongUsage(string option, string word, string expected)
    {
        CliRun run = await CliRun.Async("predict", trained.Model, "0", option, word);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task DataAndShow_FolderListAndArchive_Work()
    {
        using Weft.Tests.TemporaryFolder folder = new();
        string list = folder.File("list.csv");
        File.WriteAllLines(list, Directory.EnumerateFiles(trained.Data, "00*.jpg", SearchOption.AllDirectories).Select(file => $"{file},{Path.GetFileName(Path.GetDirectoryName(file))}").Prepend("path,label"));
        string archive = NpzArchive.Create(folder.File("set.npz"), ("x_train", "|u1", [20, 20, 20], new byte[8000]), ("y_train", "|u1", [20], [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 2))]));

        CliRun counts = await CliRun.Async("data", trained.Data, "--json");
        CliRun text = await CliRun.Async("data", list);
        CliRun npz = await CliRun.Async("data", archive);
        CliRun show = await CliRun.Async("show", "--data", list, "--class", "red", "--count", "2", "--channels", "grey", "--image-size", "30", "--json");

        Assert.Equal(78, counts.Json.GetProperty("train").GetInt32() + counts.Json.GetProperty("test").GetInt32());
        Assert.Equal(2, counts.Json.GetProperty("unreadable").GetArrayLength());
        // Of 20 pictures one is unreadable; in which part it would be follows from its path, which is another one in every run.
        Assert.Matches("list: (15 training and 4|16 training and 3) test pictures, 64x64 colour", text.Output);
        Assert.Contains("set: 16 training and 4 test pictures, 20x20 grey", npz.Output);
        Assert.Equal(["red", "red"], show.Json.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Train_TinyPictures_SaysWhatToDo()
    {
        CliRun run = await CliRun.Async("train", "--data", trained.Data, "--image-size", "12");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The network 'seed' does not fit pictures of 12x12", run.Error);
    }

    [Theory]
    [InlineData("--image-size", "0")]
    [InlineData("--image-size", "28x")]
    [InlineData("--image-size", "1x2x3")]
    [InlineData("--channels", "4")]
    public async Task Train_WrongSize_IsWrongUsage(string option, string word) =>
        Assert.Equal(2, (await CliRun.Async("train", "--data", trained.Data, option, word)).ExitCode);

    public sealed class Trained : IAsyncLifetime
    {
        private readonly Weft.Tests.TemporaryFolder _folder = new();

        public string Data => _folder.File("photos");

        public string Model => _folder.File("run/model.keras");

        public JsonElement Result { get; private set; }

        public string Error { get; private set; } = string.Empty;

        public async ValueTask InitializeAsync()
        {
            PhotoFolder.Create(Data, 40);
            File.WriteAllBytes(Path.Combine(Data, "blue", "003.jpg"), []);
            File.WriteAllText(Path.Combine(Data, "red", "010.jpg"), "<html>");
            CliRun run = await CliRun.Async("train", "--data", Data, "--image-size", "20x24", "--epochs", "4", "--batch-size", "8", "--output", _folder.File("run"), "--json");
            Assert.True(run.ExitCode == 0, run.Error);
            (Result, Error) = (run.Json, run.Error);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
