using System.Text.Json;

using Weft.Formats;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary><c>weft inspect</c> and <c>weft diff</c>.</summary>
public sealed class InspectAndDiffTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Sequential Network() => new([4, 4, 1], seed: 3)
    {
        new Conv2D(3, 3, Activation.Relu),
        new BatchNormalization(),
        new Flatten(),
        new Dense(2, Activation.Softmax),
    };

    private string Saved(string name, Action<Sequential>? change = null)
    {
        Sequential model = Network();
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Metadata = model.Metadata with { ClassNames = ["left", "right"], PixelScale = 1 / 255f };
        change?.Invoke(model);
        model.Save(_folder.File(name));
        return _folder.File(name);
    }

    private static void Set(Model model, string name, Func<int, float, float> value)
    {
        IReadOnlyDictionary<string, Tensor> weights = model.GetWeights();
        Tensor old = weights[name];
        Tensor changed = new(old.Shape, [.. Enumerable.Range(0, old.Size).Select(i => value(i, old.Span[i]))]);
        model.SetWeights(new Dictionary<string, Tensor>(weights) { [name] = changed });
    }

    [Fact]
    public async Task Inspect_OfASoundModel_TellsWhatItIs()
    {
        CliRun run = await CliRun.Async("inspect", Saved("a.keras"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("conv2d/kernel", run.Output, StringComparison.Ordinal);
        Assert.Contains("Adam, learning rate 0.001, 0 steps done; loss SparseCategoricalCrossentropy, metrics accuracy", run.Output, StringComparison.Ordinal);
        Assert.Contains("classes     left, right", run.Output, StringComparison.Ordinal);
        Assert.Contains("unusual     nothing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_GivesFiguresOfTheWeights()
    {
        string path = Saved("a.keras", model => Set(model, "dense/bias", (i, _) => i == 0 ? 3 : -1));

        CliRun run = await CliRun.Async("inspect", path, "--json");

        JsonElement bias = run.Json.GetProperty("weights").EnumerateArray().Single(weight => weight.GetProperty("name").GetString() == "dense/bias");
        double[] figures = [.. new[] { "mean", "deviation", "least", "most", "zeros", "notFinite" }.Select(name => bias.GetProperty(name).GetDouble())];
        Assert.Equal([1, 2, -1, 3, 0, 0], figures);
    }

    [Fact]
    public async Task Inspect_OfAnOddModel_SaysWhatIsOdd()
    {
        string path = Saved("odd.keras", model =>
        {
            Set(model, "conv2d/kernel", (i, value) => i % 3 == 1 ? 0 : value);
            Set(model, "dense/kernel", (i, value) => i == 4 ? float.NaN : value);
            Set(model, "batch_normalization/moving_variance", (_, _) => 1e9f);
            Set(model, "batch_normalization/gamma", (i, _) => 200);
            model.Metadata = model.Metadata with { ClassNames = ["left", "middle", "right"], PixelScale = null };
        });

        CliRun run = await CliRun.Async("inspect", path, "--json");

        string[] unusual = [.. run.Json.GetProperty("unusual").EnumerateArray().Select(line => line.GetString()!)];
        Assert.Equal(
        [
            "batch_normalization/gamma: values from 200 to 200.",
            "batch_normalization/moving_variance: variances from 1E+09 to 1E+09.",
            "dense/kernel: 1 of 24 values are no numbers; what it computes is none either.",
            "conv2d/kernel: 1 of 3 outputs have a kernel of zeros.",
            "3 class names for 2 outputs.",
            "Nothing says what its inputs are: it has no layer that scales pixels, and its file does not say how they were.",
        ], unusual);
    }

    [Fact]
    public async Task Diff_OfAModelAndItsCopy_FindsNone()
    {
        CliRun run = await CliRun.Async("diff", Saved("a.keras"), Saved("b.keras"));

        Assert.Equal((0, "the models are the same"), (run.ExitCode, run.Output.Trim()));
    }

    [Fact]
    public async Task Diff_OfOtherWeightsAndSettings_TellsBoth()
    {
        string other = Saved("b.keras", model =>
        {
            Set(model, "dense/bias", (i, value) => i == 1 ? value + 0.5f : value);
            model.Metadata = model.Metadata with { ClassNames = ["right", "left"] };
        });

        CliRun run = await CliRun.Async("diff", Saved("a.keras"), other, "--json");

        Assert.Equal(1, run.ExitCode);
        JsonElement weight = Assert.Single(run.Json.GetProperty("weights").EnumerateArray());
        Assert.Equal(("dense/bias", 1, 0.5), (weight.GetProperty("name").GetString(), weight.GetProperty("count").GetInt32(), weight.GetProperty("most").GetDouble()));
        Assert.Equal("class names", Assert.Single(run.Json.GetProperty("settings").EnumerateArray()).GetProperty("name").GetString());
        Assert.InRange(run.Json.GetProperty("outputs").GetProperty("most").GetDouble(), 0.01, 0.5);
    }

    [Fact]
    public async Task Diff_OfOtherLayers_NamesThem()
    {
        Sequential other = new([4, 4, 1], seed: 3) { new Conv2D(3, 3), new Flatten(), new Dense(2, Activation.Softmax) { Name = "head" } };
        other.Save(_folder.File("b.keras"));

        CliRun run = await CliRun.Async("diff", Saved("a.keras"), _folder.File("b.keras"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("- layer batch_normalization", run.Output, StringComparison.Ordinal);
        Assert.Contains("+ layer head", run.Output, StringComparison.Ordinal);
        Assert.Contains("conv2d\n  - Conv2D", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("optimizer\n  - Adam", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_OnSamplesOfAnotherShape_SaysWhatItTakes()
    {
        NpyFile.Write(_folder.File("x.npy"), new Tensor([2, 3]));

        CliRun run = await CliRun.Async("diff", Saved("a.keras"), Saved("b.keras"), "--samples", _folder.File("x.npy"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("expected samples [n, 4, 4, 1]", run.Error, StringComparison.Ordinal);
    }
}
