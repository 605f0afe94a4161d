using System.IO.Compression;
using System.Text;

namespace Weft.Tests.Data;

/// <summary>Writes NumPy archives as numpy.savez does: a zip of .npy members.</summary>
internal static class NpzArchive
{
    public static string Create(string path, params (string Name, string Type, int[] Shape, byte[] Values)[] arrays)
    {
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, string type, int[] shape, byte[] values) in arrays)
        {
            using Stream stream = archive.CreateEntry($"{name}.npy").Open();
            stream.Write(Npy(type, shape, values));
        }

        return path;
    }

    public static byte[] Npy(string type, int[] shape, byte[] values, bool fortran = false, int version = 1)
    {
        string extents = shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
        string header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {extents}, }}";
        int ahead = version == 1 ? 10 : 12;
        header = header.PadRight((ahead + header.Length + 64) / 64 * 64 - ahead - 1) + "\n";
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes((uint)header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. values];
    }

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Longs(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
