using System.Globalization;
using System.IO.Compression;
using System.Text;

using Weft.Data;

namespace Weft.Formats;

/// <summary>Arrays of numbers in NumPy's files, for an exchange with Python: <c>.npy</c> and <c>.npz</c> in, <c>.npy</c> out.</summary>
public static class NpyFile
{
    private const int Alignment = 64;

    /// <summary>Reads an array as floats: whole numbers, truth values and floats of any width, in any order.</summary>
    /// <param name="path">A <c>.npy</c>, or an <c>.npz</c> with one array, or with one called <c>x</c> among others.</param>
    /// <returns>The array in C order. Whole numbers beyond 2^24 and doubles are rounded to the nearest float.</returns>
    /// <exception cref="DataException">The file is missing or damaged, has no numbers, or several arrays and none called
    /// <c>x</c>.</exception>
    public static Tensor Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.ReadByte() != 'P')
            {
                file.Position = 0;
                return ToTensor(NpyArray.Read(file, file.Length, path));
            }

            file.Position = 0;
            using ZipArchive archive = new(file, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry entry = Choose(archive, path);
            using Stream stream = entry.Open();
            return ToTensor(NpyArray.Read(stream, entry.Length, $"{path}, {entry.FullName}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DataException($"{path}: expected an array of NumPy (.npy or .npz), could not read it: {error.Message}", error);
        }
    }

    /// <summary>Writes a tensor as little-endian float32 in C order, atomically.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="tensor">The values.</param>
    /// <exception cref="ModelFileException">The folder or the disk does not take the file.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes a tensor as little-endian float32 in C order.</summary>
    internal static void Write(Stream stream, Tensor tensor)
    {
        stream.Write(Header(tensor.Shape));
        stream.Write(FloatBytes.Of(tensor.Values));
    }

    private static byte[] Header(Shape shape)
    {
        string extents = string.Concat(shape.Select(extent => string.Create(CultureInfo.InvariantCulture, $"{extent}, ")));
        string tuple = shape.Rank == 1 ? extents.TrimEnd(' ') : extents.TrimEnd(' ', ',');
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({tuple}), }}";
        const int prefix = 10;
        int length = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = Encoding.ASCII.GetBytes($"?NUMPY\u0001\0\0\0{text.PadRight(length - prefix - 1)}\n");
        header[0] = 0x93;
        (header[8], header[9]) = ((byte)(length - prefix), (byte)((length - prefix) >> 8));
        return header;
    }

    private static ZipArchiveEntry Choose(ZipArchive archive, string path)
    {
        ZipArchiveEntry[] arrays = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal))];
        return arrays is [var only] ? only : Array.Find(arrays, entry => entry.FullName == "x.npy")
            ?? throw new DataException(
                $"{path}: expected one array, or one called x among others, got {Names(arrays)}. Save it with numpy.savez(path, x=...).");
    }

    private static string Names(ZipArchiveEntry[] arrays) =>
        arrays.Length == 0 ? "none" : string.Join(", ", arrays.Select(entry => entry.FullName[..^".npy".Length]));

    private static Tensor ToTensor(NpyArray array) => new([.. array.Shape], array.Floats());
}
