using Weft.Cli.Recipes;
using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Formats;

/// <summary>What loading takes of memory: the file and the weights, not copies of them.</summary>
public sealed class LoadMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // All that is allocated is more than what is held at a time.
    [Theory]
    [InlineData("tf2.h5")]
    [InlineData("script")]
    [InlineData(null)]
    public void Load_LargeFile_AllocatesAtMostThreeTimesIt(string? form)
    {
        Sequential model = new([1024], seed: 1) { new Dense(1500), new Dense(1000), new Dense(10) };
        string path = _folder["model.keras"];
        model.Save(path);
        long size = new FileInfo(path).Length;
        if (form is not null)
        {
            AgesScript.Write(path, Path.GetDirectoryName(path)!, form);
            path = _folder[form];
        }

        RequireModest(path, size);
    }

    // Two thirds of such a file are what Adam remembers.
    [Theory]
    [InlineData("tf2.h5")]
    [InlineData("k3.h5")]
    [InlineData("zip-2.13.keras")]
    [InlineData(null)]
    public void Load_SeedNetworkWithAdamsState_AllocatesAtMostThreeTimesTheFile(string? form)
    {
        Model model = ModelRecipe.Seed.Create([28, 28, 1], classes: 10, seed: 1);
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(new ImageDataset(new byte[28 * 28 * 4], new int[] { 0, 1, 2, 3 }, [28, 28, 1], "four"), batchSize: 4);
        string path = _folder["trained.keras"];
        model.Save(path);
        if (form is not null)
        {
            AgesScript.Write(path, Path.GetDirectoryName(path)!, form);
            path = _folder[form];
        }

        Assert.Equal(1, RequireModest(path, new FileInfo(path).Length).Iterations);
    }

    private static Model RequireModest(string path, long size)
    {
        Model.Load(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Model model = Model.Load(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{(double)allocated / size:F2} times {size} bytes");
        Assert.InRange(allocated, size / 2, 3 * size);
        return model;
    }
}
