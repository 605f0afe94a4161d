using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary>The data sets that people name, in the places where they name them.</summary>
public sealed class DataFormsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ShowAndTrain_DataAsAWord_IsTaken()
    {
        string data = ThirdsFolder.Create(_folder.File("photos"), 10, "bar", "disc");

        CliRun show = await CliRun.Async("show", data, "--json");
        CliRun train = await Train(data, "--data", data);

        Assert.Equal("photos", show.Json.GetProperty("data").GetString());
        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Equal("photos", train.Json.GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("train photos --data sketches")]
    [InlineData("show photos --data sketches")]
    [InlineData("evaluate model.keras sketches --data mnist")]
    public async Task DataTwice_Different_IsWrongUsage(string line)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("expected one data set, got '", run.Error);
    }

    [Fact]
    public async Task Resume_WithAWord_IsWrongUsage()
    {
        CliRun run = await CliRun.Async("train", "photos", "--resume", "x");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("photos: a resumed run keeps the data it began with", run.Error);
    }

    [Theory]
    [InlineData("photos.zip", "an archive. Unpack it")]
    [InlineData("data_batch_1.pkl", "a pickle, a program that only Python can run")]
    [InlineData("x_train.npy", "one array, which has no labels")]
    [InlineData("model.keras", "a model. Name it with --model")]
    [InlineData("one.jpg", "got one picture")]
    public async Task Train_AFileOfAnotherKind_IsCalledWhatItIs(string name, string expected)
    {
        File.WriteAllBytes(_folder.File(name), [1]);

        CliRun run = await CliRun.Async("train", _folder.File(name));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Train_ATildeTheShellLeft_IsExplained() =>
        Assert.Contains("the shell does not replace ~ behind an equals sign", (await CliRun.Async("train", "--data=~/no-such-folder")).Error);

    [Fact]
    public async Task Train_CifarsPickles_AreExplained()
    {
        foreach (string file in (string[])["data_batch_1", "test_batch", "batches.meta"])
        {
            Directory.CreateDirectory(_folder.File("cifar-10-batches-py"));
            File.WriteAllText(_folder.File($"cifar-10-batches-py/{file}"), "x");
        }

        CliRun run = await CliRun.Async("train", _folder.File("cifar-10-batches-py"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("got CIFAR's Python version", run.Error);
    }

    [Fact]
    public async Task Data_TorchvisionsFolder_IsMnist()
    {
        Directory.CreateDirectory(_folder.File("root/MNIST"));
        Directory.Move(SmallIdx.Create(_folder), _folder.File("root/MNIST/raw"));

        CliRun run = await CliRun.Async("data", _folder.File("root"), "--json");

        Assert.Equal("mnist", run.Json.GetProperty("data").GetString());
        Assert.Equal(10, run.Json.GetProperty("classes").GetArrayLength());
    }

    [Fact]
    public async Task Train_OneHotList_HasItsColumnsForClasses()
    {
        ThirdsFolder.Create(_folder.File("all"), 10, "bar", "disc", "square");
        string[] rows =
            [.. from row in Enumerable.Range(0, 10) from c in Enumerable.Range(0,
                3) select $"all/{((string[])["disc", "square", "bar"])[c]}/{row:000}.png,{(c == 0 ? 1 : 0)},{(c == 1 ? 1 : 0)},{(c == 2 ? 1 : 0)}"];
        File.WriteAllLines(_folder.File("list.csv"), ["filename,disc,square,bar", .. rows, rows[0]]);

        CliRun run = await CliRun.Async("data", _folder.File("list.csv"), "--json");

        Assert.Equal(["bar", "disc", "square"],
            run.Json.GetProperty("classes").EnumerateArray().Select(row => row.GetProperty("class").GetString()));
        Assert.Equal((24, 6), (run.Json.GetProperty("train").GetInt32(), run.Json.GetProperty("test").GetInt32()));
        Assert.Contains("1 row names a picture that an earlier row names with the same class", run.Error);
    }

    [Fact]
    public async Task Train_PixelList_IsLearned()
    {
        string[] rows =
            [.. from i in Enumerable.Range(0, 30) from c in Enumerable.Range(0,
                2) select $"{c},{string.Join(',', ThirdsFolder.Pixels(((string[])["bar", "zbar"])[c], i))}"];
        File.WriteAllLines(_folder.File("train.csv"),
            [$"label,{string.Join(',', Enumerable.Range(0, 64).Select(i => $"pixel{i}"))}", .. rows]);

        CliRun run = await Train(_folder.File("train.csv"), "--epochs", "10");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, run.Json.GetProperty("testAccuracy").GetDouble());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task TrainEvaluatePredict_ModelsOfFlatOrBarePictures_TakePictures(int rank)
    {
        string data = ThirdsFolder.Create(_folder.File("photos"), 20, "bar", "disc");
        Sequential model = rank == 2
            ? new([8, 8], seed: 1) { new Flatten(), new Dense(2, Activation.Softmax) }
            : new([64], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Metadata = model.Metadata with { ClassNames = ["bar", "disc"] };
        model.Save(_folder.File("model.keras"));

        CliRun train = await Train(data, "--model", _folder.File("model.keras"), "--epochs", "20", "--batch-size", "8");
        CliRun evaluate = await CliRun.Async("evaluate", _folder.File("run"), data, "--json");
        CliRun predict =
            await CliRun.Async("predict", _folder.File("run"), Path.Combine(data, "disc/001.png"), "0", "--data", data, "--json", "--show");

        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Equal(1, evaluate.Json.GetProperty("accuracy").GetDouble());
        Assert.True(predict.ExitCode == 0, predict.Error);
        Assert.Equal("disc", predict.Json[0].GetProperty("class").GetString());
    }

    [Fact]
    public async Task Evaluate_ColourForAModelOfGrey_OnlyWhenAsked()
    {
        string colour = Weft.Tests.Imaging.Datasets.PhotoFolder.Create(_folder.File("colour"), 5);
        Sequential model = new([8, 8, 1], seed: 1) { new Flatten(), new Dense(2, Activation.Softmax) };
        model.Save(_folder.File("model.keras"));

        CliRun unasked = await CliRun.Async("evaluate", _folder.File("model.keras"), colour);
        CliRun asked = await CliRun.Async("evaluate", _folder.File("model.keras"), colour, "--channels", "grey", "--json");

        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("colour: expected grey pictures, as the model takes them, got colour. --channels grey takes them in grey.",
            unasked.Error);
        Assert.True(asked.ExitCode == 0, asked.Error);
    }

    [Fact]
    public async Task Train_ColourInGrey_IsRememberedByTheModel()
    {
        string colour = Weft.Tests.Imaging.Datasets.PhotoFolder.Create(_folder.File("colour"), 5);
        CliRun train = await Train(colour, "--channels", "grey", "--image-size", "8");

        CliRun evaluate = await CliRun.Async("evaluate", _folder.File("run"), colour, "--json");

        Assert.True(train.ExitCode == 0, train.Error);
        Assert.True(evaluate.ExitCode == 0, evaluate.Error);
    }

    [Fact]
    public async Task Evaluate_GreyForAModelOfColour_RepeatsTheChannel()
    {
        string grey = ThirdsFolder.Create(_folder.File("photos"), 5, "bar", "disc");
        Sequential model = new([8, 8, 3], seed: 1) { new Flatten(), new Dense(2, Activation.Softmax) };
        model.Save(_folder.File("model.keras"));

        Assert.Equal(0, (await CliRun.Async("evaluate", _folder.File("model.keras"), grey)).ExitCode);
        Assert.Equal(0, (await Train(grey, "--model", _folder.File("model.keras"), "--channels", "grey")).ExitCode);
    }

    [Fact]
    public async Task Train_AModelOfOneOutput_AsksForItsLoss()
    {
        string data = ThirdsFolder.Create(_folder.File("photos"), 5, "bar", "disc");
        Sequential model = new([8, 8, 1], seed: 1) { new Flatten(), new Dense(1, Activation.Sigmoid) };
        model.Save(_folder.File("model.keras"));

        CliRun run = await Train(data, "--model", _folder.File("model.keras"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Write --loss binary", run.Error);
    }

    [Fact]
    public async Task Predict_FolderThatHoldsALinkToItself_PredictsEachPictureOnce()
    {
        string data = ThirdsFolder.Create(_folder.File("photos"), 3, "bar", "@eaDir");
        Directory.CreateSymbolicLink(Path.Combine(data, "round"), data);

        CliRun run = await CliRun.Async("predict", data, "--json");

        Assert.Equal(3, run.Json.GetArrayLength());
        Assert.Contains("3 pictures lie in a system's folders (@eaDir) and are left out.", run.Error);
        Assert.Contains("1 link leads to a folder that is read anyway", run.Error);
    }

    [Theory]
    [InlineData("train,dev,test", 2)]
    [InlineData("north,south", 0)]
    public async Task Data_FoldersOfParts_AreTakenOrAskedAbout(string parts, int classes)
    {
        foreach (string part in parts.Split(','))
        {
            ThirdsFolder.Create(_folder.File($"photos/{part}"), 3, "bar", "disc");
        }

        CliRun run = await CliRun.Async("data", _folder.File("photos"), "--json");

        Assert.Equal(classes == 0 ? 1 : 0, run.ExitCode);
        Assert.True(classes == 0 ? run.Error.Contains("call them train, val and test", StringComparison.Ordinal)
            : run.Json.GetProperty("classes").GetArrayLength() == classes, run.Error);
    }

    private Task<CliRun> Train(string data, params string[] options) =>
        CliRun.Async(["train", data, "--output", _folder.File("run"), "--json", .. options, .. options.Contains("--model") ? (string[])[]
            : ["--model", "mlp"], .. options.Contains("--epochs") ? (string[])[] : ["--epochs", "1"]]);
}
