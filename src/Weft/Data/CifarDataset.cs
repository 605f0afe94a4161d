namespace Weft.Data;

/// <summary>Loads CIFAR-10 and CIFAR-100 from their binary version: 32x32 in colour (Krizhevsky 2009, "Learning multiple layers of features from tiny images").</summary>
/// <remarks>
/// CIFAR-10 is <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, CIFAR-100 <c>train.bin</c> and <c>test.bin</c>. A record is one label byte,
/// in CIFAR-100 two of which the second, the fine class, is taken, then 1024 bytes each of red, green and blue. Class names come from the text files beside them.
/// </remarks>
public static class CifarDataset
{
    private const int Side = 32;
    private const int Plane = Side * Side;
    private const int Channels = 3;

    /// <summary>Whether a folder has the binary files of CIFAR-10 or CIFAR-100.</summary>
    public static bool IsIn(string directory) => Version.In(directory) is not null;

    /// <summary>
    /// What a folder is and what to do about it, where it holds the Python version, which is not read; null where it does not.
    /// </summary>
    /// <param name="directory">The folder, or the one above it.</param>
    public static string? ExplainPython(string directory) => PythonPickles.Explain(directory);

    /// <summary>Loads training and test pictures.</summary>
    /// <param name="directory">The folder with the files.</param>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public static (ImageDataset Train, ImageDataset Test) Load(string directory)
    {
        Version version = Version.Of(directory);
        return (Read(directory, version, version.Train), Read(directory, version, version.Test));
    }

    /// <summary>Loads the test pictures alone.</summary>
    /// <param name="directory">The folder with the files.</param>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public static ImageDataset LoadTest(string directory)
    {
        Version version = Version.Of(directory);
        return Read(directory, version, version.Test);
    }

    /// <summary>The folder that has the data set of this name (<c>cifar-10</c> or <c>cifar-100</c>); null where it is not on this machine.</summary>
    public static string? Find(string name) =>
        Version.All.FirstOrDefault(version => version.Name == name) is { } wanted
            ? DatasetFolder.Find([name, wanted.ArchiveFolder, $"{name}/{wanted.ArchiveFolder}"], wanted.IsIn)
            : null;

    private static ImageDataset Read(string directory, Version version, IReadOnlyList<string> files)
    {
        byte[][] contents = [.. files.Select(file => ReadFile(Path.Combine(directory, file), version.RecordSize))];
        int count = contents.Sum(bytes => bytes.Length / version.RecordSize);
        byte[] pixels = new byte[count * Plane * Channels];
        int[] labels = new int[count];
        int next = 0;
        foreach (byte[] bytes in contents)
        {
            for (int start = 0; start < bytes.Length; start += version.RecordSize, next++)
            {
                labels[next] = bytes[start + version.LabelBytes - 1];
                Interleave(bytes.AsSpan(start + version.LabelBytes, Plane * Channels), pixels.AsSpan(next * Plane * Channels, Plane * Channels));
            }
        }

        return new ImageDataset(pixels, labels, [Side, Side, Channels], version.Name, ClassNames(directory, version));
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        for (int i = 0; i < Plane; i++)
        {
            for (int c = 0; c < Channels; c++)
            {
                pixels[(i * Channels) + c] = planes[(c * Plane) + i];
            }
        }
    }

    private static byte[] ReadFile(string path, int recordSize)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: expected a file of CIFAR's binary version, could not read it: {error.Message}", error);
        }

        return bytes.Length > 0 && bytes.Length % recordSize == 0
            ? bytes
            : throw new DataException($"{path}: expected records of {recordSize} bytes each, got {bytes.Length} bytes, which is no whole number of them. The file is damaged; fetch it again.");
    }

    private static IReadOnlyList<string> ClassNames(string directory, Version version)
    {
        string file = Path.Combine(directory, version.NamesFile);
        string[] names = File.Exists(file) ? [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)] : [];
        return names.Length == version.Classes ? names : [.. Enumerable.Range(0, version.Classes).Select(number => $"{number}")];
    }

    private sealed record Version(string Name, string ArchiveFolder, IReadOnlyList<string> Train, IReadOnlyList<string> Test, int LabelBytes, int Classes, string NamesFile)
    {
        public static IReadOnlyList<Version> All { get; } =
        [
            new("cifar-10", "cifar-10-batches-bin", [.. Enumerable.Range(1, 5).Select(number => $"data_batch_{number}.bin")], ["test_batch.bin"], 1, 10, "batches.meta.txt"),
            new("cifar-100", "cifar-100-binary", ["train.bin"], ["test.bin"], 2, 100, "fine_label_names.txt"),
        ];

        public int RecordSize => LabelBytes + (Plane * Channels);

        public static Version? In(string directory) => All.FirstOrDefault(version => version.IsIn(directory));

        public static Version Of(string directory) => In(directory) ?? throw new DataException(ExplainPython(directory) ??
            $"{directory}: expected CIFAR-10's data_batch_1.bin to data_batch_5.bin and test_batch.bin, or CIFAR-100's train.bin and test.bin, and found neither. Unpack the binary version there.");

        public bool IsIn(string directory) => Train.Concat(Test).All(file => File.Exists(Path.Combine(directory, file)));
    }
}
