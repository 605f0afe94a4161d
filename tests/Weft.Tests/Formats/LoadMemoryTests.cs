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

        Model.Load(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Model.Load(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, size / 2, 3 * size);
    }
}
