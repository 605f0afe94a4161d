using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

using Weft.Tests.Architecture;

namespace Weft.Tests;

/// <summary>The README's program is compiled as it stands, and does what the page says.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const int TrainCount = 400;
    private const int TestCount = 100;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-readme-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Readme_FirstProgram_IsTheCompiledOne()
    {
        string readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));
        string program = File.ReadAllText(Path.Combine(SourceTree.Root, "tests", "ReadmeProgram", "Program.cs"));
        const string Fence = "```csharp\n";
        int start = readme.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        int end = readme.IndexOf("```", start, StringComparison.Ordinal);
        Assert.Equal(program, readme[start..end]);
    }

    [Fact]
    public async Task ReadmeProgram_OnSmallFiles_TrainsPrintsAndSaves()
    {
        string data = Path.Combine(_folder.FullName, "fashion-mnist");
        Directory.CreateDirectory(data);
        WriteIdx(data, "train", TrainCount);
        WriteIdx(data, "t10k", TestCount);

        (int exitCode, string output) = await RunAsync(TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"test accuracy: \d+\.\d\d ?%", output);
        Assert.Contains("conv2d_2 (Conv2D)", output, StringComparison.Ordinal);
        using ZipArchive saved = ZipFile.OpenRead(Path.Combine(_folder.FullName, "fashion.keras"));
        Assert.NotNull(saved.GetEntry("model.weights.h5"));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(CancellationToken token)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "ReadmeProgram.dll") },
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WEFT_DATASETS"] = _folder.FullName;
        using Process program = Process.Start(start)!;
        Task<string> errors = program.StandardError.ReadToEndAsync(token);
        string output = await program.StandardOutput.ReadToEndAsync(token);
        await program.WaitForExitAsync(token);
        return (program.ExitCode, output + await errors);
    }

    /// <summary>Pictures with a bar whose row is the class, in the format of the real files: big-endian header, bytes, gzip.</summary>
    private static void WriteIdx(string folder, string name, int count)
    {
        Random random = new(count);
        byte[] images = new byte[16 + count * 28 * 28];
        byte[] labels = new byte[8 + count];
        int[] imageHeader = [0x803, count, 28, 28];
        int[] labelHeader = [0x801, count];
        for (int i = 0; i < imageHeader.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4 * i), imageHeader[i]);
        }

        for (int i = 0; i < labelHeader.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4 * i), labelHeader[i]);
        }

        random.NextBytes(images.AsSpan(16));
        for (int i = 0; i < count; i++)
        {
            labels[8 + i] = (byte)(i % 10);
            images.AsSpan(16 + i * 28 * 28 + (4 + 2 * (i % 10)) * 28, 2 * 28).Fill(255);
        }

        WriteGzip(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz"), images);
        WriteGzip(Path.Combine(folder, $"{name}-labels-idx1-ubyte.gz"), labels);
    }

    private static void WriteGzip(string path, byte[] content)
    {
        using GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(content);
    }
}
