using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Imaging;

/// <summary>Keeps decoded pictures on disk, so that a folder is decoded once.</summary>
/// <remarks>
/// An entry's name is the SHA-256 of everything its content follows from: every file's path, size and time of change, the shape, and whether pictures are cropped. A changed file gives another name, so an entry
/// is never stale. Entries are written beside their place and renamed; processes that write the same one at once leave the one or the other, which are equal. A damaged entry
/// is as good as none. Entries that were not used for a month are removed when another is written.
/// </remarks>
/// <param name="folder">Where entries are; made as needed.</param>
internal sealed class PictureCache(string folder)
{
    private const ulong Magic = 0x31_58_49_50_54_46_45_57; // "WEFTPIX1", read as little-endian

    /// <summary>The key of these files in this shape, fitted in this way; taken before they are decoded.</summary>
    public static string KeyOf(IReadOnlyList<PictureFile> files, Shape shape, bool crop)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Magic}\n{shape}\n{(crop ? "crop\n" : "")}{files.Count}\n"));
        foreach (PictureFile file in files)
        {
            FileInfo info = new(file.Path);
            FileSystemInfo target = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            (long length, long time) = target is FileInfo { Exists: true } real ? (real.Length, real.LastWriteTimeUtc.Ticks) : (-1, 0);
            hash.AppendData(Encoding.UTF8.GetBytes($"{info.FullName}\0{length}\0{time}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>An entry; null where there is none that is whole.</summary>
    public DecodedPictures? TryRead(string key, int count, Shape shape)
    {
        string path = PathOf(key);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using BinaryReader reader = new(stream, Encoding.UTF8);
            if (reader.ReadUInt64() != Magic || reader.ReadInt32() is var failureCount && (failureCount < 0 || failureCount > count))
            {
                return null;
            }

            DecodingFailure[] failures = new DecodingFailure[failureCount];
            for (int i = 0; i < failures.Length; i++)
            {
                failures[i] = new DecodingFailure(reader.ReadInt32(), reader.ReadString(), IsLasting: true);
            }

            if (!AreInOrder(failures, count))
            {
                return null;
            }

            ulong sum = reader.ReadUInt64();
            long size = (long)(count - failureCount) * shape.Size;
            if (stream.Length - stream.Position != size)
            {
                return null;
            }

            byte[] pixels = GC.AllocateUninitializedArray<byte>((int)size);
            stream.ReadExactly(pixels);
            if (XxHash3.HashToUInt64(pixels) != sum)
            {
                return null;
            }

            UnusedFiles.TryTouch(path);
            return new DecodedPictures(pixels, failures);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static bool AreInOrder(DecodingFailure[] failures, int count)
    {
        int last = -1;
        foreach (DecodingFailure failure in failures)
        {
            if (failure.Index <= last || failure.Index >= count)
            {
                return false;
            }

            last = failure.Index;
        }

        return true;
    }

    /// <summary>Writes an entry, unless a file could not be reached, which its size and time do not tell; a cache that cannot be written is done without.</summary>
    public void TryWrite(string key, DecodedPictures pictures)
    {
        if (pictures.Failures.Any(failure => !failure.IsLasting))
        {
            return;
        }

        string temporary = $"{PathOf(key)}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(folder);
            UnusedFiles.Remove(folder);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            using (BinaryWriter writer = new(stream, Encoding.UTF8))
            {
                writer.Write(Magic);
                writer.Write(pictures.Failures.Count);
                foreach (DecodingFailure failure in pictures.Failures)
                {
                    writer.Write(failure.Index);
                    writer.Write(failure.Reason);
                }

                writer.Write(XxHash3.HashToUInt64(pictures.Pixels.Span));
                writer.Write(pictures.Pixels.Span);
            }

            File.Move(temporary, PathOf(key), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            UnusedFiles.TryDelete(temporary);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.pictures");
}
