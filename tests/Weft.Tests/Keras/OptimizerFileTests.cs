using System.IO.Compression;
using System.Text.Json;

using PureHDF;

using Weft.Data;
using Weft.Formats;
using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>Models of the real Keras in the middle of training: read, trained on, filed again.</summary>
public sealed class OptimizerFileTests
{
    /// <summary>What Weft does not take over, and why.</summary>
    private static readonly Dictionary<string, string> s_passedOver = new()
    {
        ["optimizer-multi-optimizer"] = "MultiOptimizer",
    };

    public static TheoryData<string> Names => [.. All().Where(name => !s_passedOver.ContainsKey(name)).DefaultIfEmpty("none")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_FromKerasFile_GoesOnAsKeras(string name)
    {
        string folder = KerasFiles.Require("current");
        JsonElement expected = KerasFiles.Cases("current")[name];
        NpzFile arrays = new(Path.Combine(folder, $"{name}.npz"));
        Model model = Load(Path.Combine(folder, $"{name}.keras"), expected);
        Assert.Empty(model.LoadNotes);
        Assert.NotNull(model.Optimizer);
        AssertClose(arrays["y"], model.Predict(Samples(model, arrays)), 2e-5);

        History history = Train(model, arrays, expected);

        double[] losses = [.. history.Epochs.Select(epoch => epoch.Loss)];
        Assert.Equal(arrays["losses"].Length, losses.Length);
        Assert.All(losses.Zip(arrays["losses"]), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * Math.Abs(pair.Second)));
        AssertClose(arrays["q"], model.Predict(Samples(model, arrays)), 1e-4);
    }

    // What was read is written again, and what was written is read: to the bit.
    [Theory]
    [MemberData(nameof(Names))]
    public void Save_LoadedOptimizer_GoesOnAsIfItHadNotBeenSaved(string name)
    {
        string folder = KerasFiles.Require("current");
        JsonElement expected = KerasFiles.Cases("current")[name];
        NpzFile arrays = new(Path.Combine(folder, $"{name}.npz"));
        using TemporaryFolder own = new();
        Model model = Load(Path.Combine(folder, $"{name}.keras"), expected);
        model.Save(own.File("again.keras"));
        Model again = Model.Load(own.File("again.keras"));
        Assert.Empty(again.LoadNotes);
        Assert.Equal(model.Optimizer, again.Optimizer);
        Train(model, arrays, expected);
        Train(again, arrays, expected);
        Assert.All(model.Weights.Zip(again.Weights), pair => Assert.Equal(pair.First.Span, pair.Second.Span));
    }

    public static TheoryData<string> Listed =>
        [.. All().Where(name => !s_passedOver.ContainsKey(name) && KerasFiles.Cases("current")[name].TryGetProperty("optimizer_variables", out _)).DefaultIfEmpty("none")];

    // The place of every variable, by its extents. Keras' wrapper for half precision is filed as what it wraps.
    [Theory]
    [MemberData(nameof(Listed))]
    public void Save_LoadedOptimizer_FilesKerasVariables(string name)
    {
        string folder = KerasFiles.Require("current");
        JsonElement expected = KerasFiles.Cases("current")[name];
        JsonElement variables = expected.GetProperty("optimizer_variables");
        using TemporaryFolder own = new();
        Load(Path.Combine(folder, $"{name}.keras"), expected).Save(own.File("again.keras"));

        string[] theirs = [.. variables.EnumerateArray().Skip(name.Contains("loss-scale-optimizer") ? 4 : 0).Select(one => one[1].GetRawText().Replace(" ", "").ReplaceLineEndings(""))];
        using ZipArchive archive = ZipFile.OpenRead(own.File("again.keras"));
        using MemoryStream bytes = new();
        using (Stream member = archive.GetEntry("model.weights.h5")!.Open())
        {
            member.CopyTo(bytes);
        }

        bytes.Position = 0;

        using var file = H5File.Open(bytes);
        IH5Group vars = file.Group("optimizer/vars");
        Assert.Equal(theirs, Enumerable.Range(0, vars.Children().Count()).Select(i => $"[{string.Join(',', vars.Dataset($"{i}").Space.Dimensions)}]"));
    }

    [Fact]
    public void Cases_ThatArePassedOver_AreFew()
    {
        string folder = KerasFiles.Require("current");
        Assert.Equal(42, All().Count());
        foreach ((string name, string lacking) in s_passedOver)
        {
            // Refused by name: the model predicts, uncompiled.
            Model model = Model.Load(Path.Combine(folder, $"{name}.keras"));
            Assert.Null(model.Optimizer);
            Assert.Contains($"got {lacking}", Assert.Single(model.LoadNotes));
            NpzFile arrays = new(Path.Combine(folder, $"{name}.npz"));
            AssertClose(arrays["y"], model.Predict(Samples(model, arrays)), 2e-5);
        }
    }

    private static IEnumerable<string> All() => KerasFiles.Cases("current").Keys.Where(name => name.StartsWith("optimizer-", StringComparison.Ordinal) || name == "regularized");

    // Keras does not file what is left out of the weight decay.
    private static Model Load(string path, JsonElement expected)
    {
        ModelFile file = KerasFile.Read(path);
        return Model.FromFile(expected.TryGetProperty("after_load", out _) ? file with { Optimizer = file.Optimizer! with { ExcludeFromWeightDecay = ["bias", "gamma"] } } : file);
    }

    private static History Train(Model model, NpzFile arrays, JsonElement expected)
    {
        Tensor samples = Samples(model, arrays);
        Tensor targets = new([samples.Shape[0], model.OutputShape.Size], [.. arrays["t"].Select(value => (float)value)]);
        JsonElement train = expected.GetProperty("train");
        return model.Fit(new TensorDataset(samples, targets), train.GetProperty("epochs").GetInt32(), train.GetProperty("batch_size").GetInt32(), shuffle: false);
    }

    private static Tensor Samples(Model model, NpzFile arrays) =>
        new(model.InputShape.Prepend(arrays["x"].Length / model.InputShape.Size), [.. arrays["x"].Select(value => (float)value)]);

    private static void AssertClose(double[] expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Size);
        Assert.All(expected.Zip(actual.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
