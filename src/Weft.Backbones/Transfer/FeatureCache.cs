using System.IO.Hashing;
using System.Runtime.InteropServices;

using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Keeps features on disk, so that a picture goes through a backbone once, whatever data set it lies in and however often it is trained on.</summary>
/// <remarks>
/// One file per backbone, which only grows: a record is the hash of the bytes that went in, the features, and a check sum. What a killed process left is whole up to its last
/// record. One process writes at a time; others read what is there. A cache that cannot be written is done without. Files that were not used for a month are removed.
/// </remarks>
internal sealed class FeatureCache : IDisposable
{
    private const ulong Magic = 0x31_41_45_46_54_46_45_57; // "WEFTFEA1", read as little-endian
    private const int KeySize = 16;
    private const int SumSize = 8;

    private readonly Dictionary<UInt128, float[]> _known = [];
    private readonly int _length;
    private FileStream? _file;

    private FeatureCache(int length) => _length = length;

    private int RecordSize => KeySize + (_length * sizeof(float)) + SumSize;

    /// <summary>Opens the cache of a backbone.</summary>
    /// <param name="folder">Where caches are, made as needed; null keeps features for this object's life only.</param>
    /// <param name="fingerprint">Which backbone.</param>
    /// <param name="length">How many features a picture has.</param>
    public static FeatureCache Open(string? folder, string fingerprint, int length)
    {
        FeatureCache cache = new(length);
        if (folder is not null)
        {
            string path = Path.Combine(folder, $"{fingerprint}.features");
            try
            {
                Directory.CreateDirectory(folder);
                UnusedFiles.Remove(folder, keep: path);
                cache.Attach(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                cache.Dispose();
            }
        }

        return cache;
    }

    /// <summary>What stands for a picture: a hash of its bytes.</summary>
    public static UInt128 KeyOf(ReadOnlySpan<byte> picture) => XxHash128.HashToUInt128(picture);

    /// <summary>The features of a picture; null where they are not known.</summary>
    public float[]? Find(UInt128 key) => _known.GetValueOrDefault(key);

    /// <summary>Adds the features of pictures, and writes them at once.</summary>
    public void Add(IReadOnlyList<(UInt128 Key, float[] Features)> records)
    {
        byte[] bytes = new byte[records.Count * RecordSize];
        for (int i = 0; i < records.Count; i++)
        {
            _known[records[i].Key] = records[i].Features;
            Span<byte> record = bytes.AsSpan(i * RecordSize, RecordSize);
            MemoryMarshal.Write(record, records[i].Key);
            MemoryMarshal.AsBytes(records[i].Features.AsSpan()).CopyTo(record[KeySize..]);
            MemoryMarshal.Write(record[^SumSize..], XxHash3.HashToUInt64(record[..^SumSize]));
        }

        try
        {
            _file?.Write(bytes);
            _file?.Flush();
        }
        catch (IOException)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is computed again.
        }

        _file = null;
    }

    // Reads all whole records; where this process is the one that writes, what lies behind them is cut off.
    private void Attach(string path)
    {
        FileStream file;
        bool writes = true;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && File.Exists(path))
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            writes = false;
        }

        long whole = Read(file);
        if (!writes)
        {
            file.Dispose();
            return;
        }

        _file = file;
        file.SetLength(whole);
        file.Position = whole;
        if (whole == 0)
        {
            file.Write(BitConverter.GetBytes(Magic));
        }

        UnusedFiles.TryTouch(path);
    }

    /// <returns>Where the last whole record ends; 0 where the file is none of these.</returns>
    private long Read(FileStream file)
    {
        byte[] head = new byte[sizeof(ulong)];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || BitConverter.ToUInt64(head) != Magic)
        {
            return 0;
        }

        long whole = head.Length;
        byte[] record = new byte[RecordSize];
        while (file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length
            && MemoryMarshal.Read<ulong>(record.AsSpan(^SumSize)) == XxHash3.HashToUInt64(record.AsSpan(..^SumSize)))
        {
            _known[MemoryMarshal.Read<UInt128>(record)] = MemoryMarshal.Cast<byte, float>(record.AsSpan(KeySize..^SumSize)).ToArray();
            whole += record.Length;
        }

        return whole;
    }
}
