namespace Weft.Formats;

/// <summary>Files that are one stretch of bytes cut anywhere, as TensorFlow.js keeps weights.</summary>
internal sealed class ShardBytes
{
    private readonly List<(string Path, long Start, long Length)> _shards = [];

    /// <param name="folder">The folder that the shards lie in, or in a folder of it.</param>
    /// <param name="paths">Their paths from there, in order.</param>
    /// <exception cref="ModelFileException">A path leads out of the folder, or there is no such file.</exception>
    public ShardBytes(string folder, IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            FileInfo file = new(Inside(folder, path));
            if (!file.Exists)
            {
                throw new ModelFileException($"expected the weights' file '{path}' beside model.json, got none. Fetch all files of the "
                    + "model.");
            }

            _shards.Add((file.FullName, Length, file.Length));
            Length += file.Length;
        }
    }

    /// <summary>All bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Reads a stretch, over the ends of shards where it has to.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        foreach ((string path, long start, long length) in _shards)
        {
            if (bytes.Length > 0 && offset >= start && offset < start + length)
            {
                using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                stream.Position = offset - start;
                int count = (int)Math.Min(bytes.Length, start + length - offset);
                stream.ReadExactly(bytes[..count]);
                offset += count;
                bytes = bytes[count..];
            }
        }

        if (bytes.Length > 0)
        {
            throw new ModelFileException($"expected {bytes.Length} more bytes of weights, got the end of the last file. Get a fresh copy.");
        }
    }

    private static string Inside(string folder, string path)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        bool isPlain = path.Length > 0 && path.IndexOfAny(['\\', ':', '\0']) < 0 && !Path.IsPathRooted(path);
        string full = isPlain ? Path.GetFullPath(Path.Combine(root, path)) : "";
        return full.StartsWith(root, StringComparison.Ordinal) && !path.Split('/').Contains("..")
            ? full
            : throw new ModelFileException($"expected the weights' files in the folder of model.json, got the path '{path}'. Weft opens "
                + "no others.");
    }
}
