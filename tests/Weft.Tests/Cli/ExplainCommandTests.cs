using System.Text.Json;

using Weft.Data;
using Weft.Imaging;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary><c>weft explain</c>, with a small network that tells which third of a picture is light.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private static readonly Lazy<byte[]> s_model = new(Trained);

    private readonly TemporaryFolder _folder = new();

    private string Model
    {
        get
        {
            string path = _folder.File("thirds.keras");
            if (!File.Exists(path))
            {
                File.WriteAllBytes(path, s_model.Value);
            }

            return path;
        }
    }

    private string Output => _folder.File("out/why.png");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("grad-cam")]
    [InlineData("grad-cam++")]
    [InlineData("integrated-gradients")]
    [InlineData("smooth-grad")]
    [InlineData("input-gradient")]
    [InlineData("occlusion")]
    public async Task Explain_ATestPicture_DrawsAndSaysWhatOfWhatAndWhere(string method)
    {
        CliRun run = await CliRun.Async("explain", Model, "2", "--data", SmallIdx.Create(_folder), "--method", method, "-o", Output);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Matches(@"^2: bottom \d+\.\d %, .* \(right\)$", lines[0]);
        string layer = method.StartsWith("grad-cam", StringComparison.Ordinal) ? " at conv2d_1" : "";
        Assert.Matches($@"^{method.Replace("+", "\\+")}{layer}, for bottom \(logit -?[\d.]+\)$", lines[1]);
        Assert.Matches(@"^heat: half of it on \d+ % of the picture, hottest in the .* \(at \d+,\d+ of 18x18\)$", lines[2]);
        Assert.Equal($"saved {Output}", lines[3]);
        Assert.Equal(12 + (3 * 264), Picture.Load(Output, 3).Width);
    }

    [Fact]
    public async Task Explain_APhoto_IsDrawnOverThePhotoToo()
    {
        string photo = _folder.File("photo.png");
        new Picture(60, 36, 1, [.. Enumerable.Range(0, 60 * 36).Select(i => (byte)(i / 60 < 12 ? 220 : 30))]).SavePng(photo);

        CliRun run = await CliRun.Async("explain", Model, photo, "--class", "MIDDLE", "--score", "probability", "--json", "-o", Output);

        JsonElement json = run.Json;
        Assert.Equal((photo, "middle", "probability", "conv2d_1", Output), (
            json.GetProperty("prediction").GetProperty("file").GetString(),
            json.GetProperty("class").GetString(),
            json.GetProperty("score").GetString(),
            json.GetProperty("layer").GetString(),
            json.GetProperty("output").GetString()));
        Assert.InRange(json.GetProperty("value").GetDouble(), 0, 1);
        Assert.Equal(12 + (4 * 264), Picture.Load(Output, 3).Width);
    }

    [Fact]
    public async Task Explain_TheShippedModel_TakesNoModel()
    {
        string photo = _folder.File("grey.png");
        new Picture(28, 28, 1, [.. Enumerable.Range(0, 784).Select(i => (byte)(i % 28 is > 8 and < 20 ? 200 : 0))]).SavePng(photo);

        CliRun run = await CliRun.Async("explain", photo, "--json", "-o", Output);

        Assert.Equal("re_lu_5", run.Json.GetProperty("layer").GetString());
        Assert.True(File.Exists(Output));
    }

    [Fact]
    public async Task Filters_AreDrawnWithoutAPicture()
    {
        CliRun run = await CliRun.Async("explain", Model, "--filters", "--json", "-o", Output);

        Assert.Equal(("filters", 6), (run.Json.GetProperty("shows").GetString(), run.Json.GetProperty("shown").GetInt32()));
        Assert.Equal([3, 3, 1, 6], run.Json.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()));
        Assert.True(File.Exists(Output));
    }

    [Fact]
    public async Task FeatureMaps_OfALayer_AreDrawn()
    {
        CliRun run = await CliRun.Async("explain", Model, "0", "--data", SmallIdx.Create(_folder), "--feature-maps", "--layer", "conv2d",
            "-o", Output);

        Assert.Contains("6 of 6 feature maps of conv2d, [18, 18, 6]", run.Output);
        Assert.True(File.Exists(Output));
    }

    [Theory]
    [InlineData("pca")]
    [InlineData("t-sne")]
    public async Task Project_TestPictures_LieByTheirClasses(string how)
    {
        CliRun run = await CliRun.Async("explain", Model, "--project", how, "--data", SmallIdx.Create(_folder), "--json", "-o", Output);

        var points = run.Json.GetProperty("points").EnumerateArray()
            .Select(point =>
                (Class: point.GetProperty("class").GetString(), X: point.GetProperty("x").GetDouble(),
                Y: point.GetProperty("y").GetDouble())).ToArray();
        Assert.Equal((SmallIdx.TestCount, "flatten"), (points.Length, run.Json.GetProperty("layer").GetString()));
        Assert.All(points, point =>
        {
            var nearest = points.Where(other => other != point)
                .MinBy(other => Math.Pow(other.X - point.X, 2) + Math.Pow(other.Y - point.Y, 2));
            Assert.Equal(point.Class, nearest.Class);
        });
        Assert.True(File.Exists(Output));
    }

    [Fact]
    public async Task Nearest_OfATrainingPicture_IsThatPicture()
    {
        string data = SmallIdx.Create(_folder), photo = _folder.File("copy.png");
        ImageDataset train = IdxDataset.Load(data).Train;
        new Picture(18, 18, 1, train.Pixels(17)).SavePng(photo);

        CliRun run = await CliRun.Async("explain", Model, photo, "--nearest", "3", "--data", data, "--json", "-o", Output);

        JsonElement[] nearest = [.. run.Json.GetProperty("nearest").EnumerateArray()];
        Assert.Equal((3, 17, "bottom"),
            (nearest.Length, nearest[0].GetProperty("index").GetInt32(), nearest[0].GetProperty("class").GetString()));
        Assert.Equal(1, nearest[0].GetProperty("similarity").GetDouble(), 1e-5);
        Assert.True(File.Exists(Output));
    }

    [Theory]
    [InlineData("explain MODEL", "expected one picture, got none")]
    [InlineData("explain MODEL 1 2", "expected one picture, got 1, 2")]
    [InlineData("explain MODEL 1 --filters", "expected no picture beside --filters or --project, got 1")]
    [InlineData("explain MODEL 1 --method grad-kam", "Did you mean grad-cam or grad-cam++?")]
    [InlineData("explain MODEL 1 --method occlusion --layer conv2d", "--layer: expected grad-cam or grad-cam++")]
    [InlineData("explain MODEL 1 --layer conv9", "got 'conv9'. They are input_layer, conv2d")]
    [InlineData("explain MODEL 1 --class blue", "--class: expected one of top, middle, bottom or a number from 0 to 2, got 'blue'")]
    [InlineData("explain MODEL 1 --filters --nearest 3", "expected one question, got --filters and --nearest")]
    public async Task Explain_WrongUsage_SaysWhatIsExpected(string line, string expected)
    {
        string[] args = [.. line.Split(' ').Select(word => word == "MODEL" ? Model : word), "--data", SmallIdx.Create(_folder), "-o",
            Output];

        CliRun run = await CliRun.Async(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Explain_AModelWithoutMaps_NamesTheMethodsThatDoWithout()
    {
        Sequential dense = new([18, 18, 1], seed: 1) { new Flatten(), new Dense(3, Activation.Softmax) };
        dense.Save(_folder.File("dense.keras"));

        CliRun run = await CliRun.Async("explain", _folder.File("dense.keras"), "1", "--data", SmallIdx.Create(_folder), "-o", Output);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Use --method integrated-gradients or occlusion", run.Error);
    }

    private static byte[] Trained()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([18, 18, 1], seed: 1)
        {
            new Conv2D(6, 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(3),
            new Conv2D(6, 3, Activation.Relu, padding: Padding.Same),
            new Flatten(),
            new Dense(3, Activation.Softmax),
        };
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(IdxDataset.Load(SmallIdx.Create(folder)).Train, epochs: 5);
        model.Save(folder.File("thirds.keras"));
        return File.ReadAllBytes(folder.File("thirds.keras"));
    }
}
