using System.IO.Compression;

using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Callbacks;

/// <summary>Models saved after batches, and weights alone.</summary>
public sealed class BatchCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SaveFreq_CountsBatchesOverEpochs_AndNamesThem()
    {
        // Four batches an epoch: 3 and 6 are the third of the first epoch and the second of the second.
        Fit(new ModelCheckpoint(_folder.File("m-{epoch:02d}-{batch}.keras"), saveFreq: 3), epochs: 2);

        Assert.Equal(["m-01-3.keras", "m-02-2.keras"], Names());
        Assert.Equal(3, Model.Load(_folder.File("m-01-3.keras")).Iterations);
    }

    [Fact]
    public void SaveFreq_WithTheBestOnly_WatchesTheFiguresOfTheEpochSoFar()
    {
        Fit(new ModelCheckpoint(_folder.File("m-{epoch}-{batch:03d}.keras"), "loss", saveBestOnly: true, saveFreq: 1), epochs: 3);

        Assert.NotEmpty(Names());
        Assert.True(Names().Length < 12);
        Assert.Throws<TrainingException>(() => Fit(new ModelCheckpoint(_folder.File("m.keras"), "val_loss", saveBestOnly: true, saveFreq: 1), epochs: 1));
    }

    [Fact]
    public void WeightsOnly_AreThoseOfTheModelsFile()
    {
        Sequential model = Fit(new ModelCheckpoint(_folder.File("m.weights.h5"), saveWeightsOnly: true), epochs: 1);
        model.Save(_folder.File("whole.keras"));

        using ZipArchive archive = ZipFile.OpenRead(_folder.File("whole.keras"));
        using Stream member = archive.GetEntry("model.weights.h5")!.Open();
        MemoryStream expected = new();
        member.CopyTo(expected);

        Assert.Equal(expected.ToArray(), File.ReadAllBytes(_folder.File("m.weights.h5")));
    }

    [Fact]
    public void Resumption_GoesOnCountingBatches()
    {
        ModelCheckpoint first = new(_folder.File("m-{epoch}-{batch}.keras"), saveFreq: 3);
        Fit(first, epochs: 1, new BackupAndRestore(_folder.File("backup"), deleteCheckpoint: false));

        Fit(new ModelCheckpoint(_folder.File("m-{epoch}-{batch}.keras"), saveFreq: 3), epochs: 2, new BackupAndRestore(_folder.File("backup")));

        Assert.Equal(["m-1-3.keras", "m-2-2.keras"], Names());
    }

    [Theory]
    [InlineData("m-{batch}.keras", false, null, "{batch}")]
    [InlineData("m.keras", true, null, ".weights.h5")]
    [InlineData("m.weights.h5", false, null, ".keras")]
    public void Name_ThatDoesNotFit_IsRefused(string name, bool weights, int? saveFreq, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new ModelCheckpoint(name, saveWeightsOnly: weights, saveFreq: saveFreq)).Message);

    [Fact]
    public void SaveFreq_BelowOne_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCheckpoint("m.keras", saveFreq: 0));

    private string[] Names() => [.. Directory.GetFiles(_folder.Path).Select(Path.GetFileName).OfType<string>().Order()];

    private static Sequential Fit(ModelCheckpoint checkpoint, int epochs, params Callback[] others)
    {
        Sequential model = new([2], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        TensorDataset data = new(new Tensor([16, 2], [.. Enumerable.Range(0, 32).Select(i => (i * 7 % 5) - 2f)]), Enumerable.Range(0, 16).Select(i => i % 2).ToArray(), "d");
        model.Fit(data, epochs, batchSize: 4, callbacks: [checkpoint, .. others]);
        return model;
    }
}
