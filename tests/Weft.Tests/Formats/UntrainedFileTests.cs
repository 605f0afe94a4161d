using System.IO.Compression;

using PureHDF;

using Weft.Data;
using Weft.Layers;
using Weft.Schedules;
using Weft.Tests.Keras;

namespace Weft.Tests.Formats;

/// <summary>A model that was compiled and never trained is filed as Keras files it: with its optimizer's iteration and rate.</summary>
public sealed class UntrainedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_CompiledAndNeverTrained_FilesIterationAndRate()
    {
        Model(new Adam(0.25)).Save(_folder["m.keras"]);

        IH5Group vars = OptimizerVariables(_folder["m.keras"])!;

        Assert.Equal(["0", "1"], vars.Children().Select(child => child.Name).Order());
        Assert.Equal(0, vars.Dataset("0").Read<long>());
        Assert.Equal(0.25f, vars.Dataset("1").Read<float>());
    }

    [Fact]
    public void Save_UntrainedWithASchedule_FilesTheIterationAlone()
    {
        Model(new SGD(new CosineDecay(0.1, 100), momentum: 0.9)).Save(_folder["m.keras"]);

        Assert.Equal(["0"], OptimizerVariables(_folder["m.keras"])!.Children().Select(child => child.Name));
    }

    [Fact]
    public void Save_WithoutOptimizer_FilesNone()
    {
        Model(new Adam()).Save(_folder["m.keras"], includeOptimizer: false);

        Assert.Null(OptimizerVariables(_folder["m.keras"]));
    }

    [Fact]
    public void Load_OfAnUntrainedModel_HasNothingToSayAndTrains()
    {
        Sequential model = Model(new Adam(0.25));
        model.Save(_folder["m.keras"]);

        Weft.Model loaded = Weft.Model.Load(_folder["m.keras"]);

        Assert.Empty(loaded.LoadNotes);
        Assert.Equal((0, model.Optimizer), (loaded.Iterations, loaded.Optimizer));
        TensorDataset data = new(new Tensor([2, 3], [1, 2, 3, 4, 5, 6]), new int[] { 0, 1 }, "d");
        Assert.Equal(model.TrainStep(data), loaded.TrainStep(data));
        Assert.Equal(model.Weights.First().Span, loaded.Weights.First().Span);
    }

    [Fact]
    public void Load_OfKerasUntrainedFiles_SaysNothingOfTheOptimizer()
    {
        string folder = KerasFiles.Require("current");
        int untrained = 0;
        foreach (string path in Directory.GetFiles(folder, "*.keras"))
        {
            if (OptimizerVariables(path) is { } vars && vars.Children().Count() <= 2 && vars.Dataset("0").Read<long>() == 0 && Record.Exception(() => Weft.Model.Load(path)) is null)
            {
                untrained++;
                Assert.DoesNotContain(Weft.Model.Load(path).LoadNotes, note => note.Contains("optimizer state", StringComparison.Ordinal));
            }
        }

        Assert.True(untrained > 0, "no file of the folder was saved before its first step");
    }

    private static Sequential Model(Optimizer optimizer)
    {
        Sequential model = new([3], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Compile(optimizer, new SparseCategoricalCrossentropy());
        return model;
    }

    private static IH5Group? OptimizerVariables(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream member = archive.GetEntry("model.weights.h5")!.Open();
        MemoryStream bytes = new();
        member.CopyTo(bytes);
        bytes.Position = 0;
        IH5Group root = H5File.Open(bytes);
        return root.LinkExists("optimizer") && root.Group("optimizer").LinkExists("vars") ? root.Group("optimizer/vars") : null;
    }
}
