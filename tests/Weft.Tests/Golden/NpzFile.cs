using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Tests.Golden;

/// <summary>Reads the arrays of a NumPy <c>.npz</c>: a zip of <c>.npy</c> members, each a text header and raw little-endian values.</summary>
internal sealed partial class NpzFile
{
    private readonly Dictionary<string, double[]> _arrays = [];

    public NpzFile(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using MemoryStream bytes = new();
            using Stream stream = entry.Open();
            stream.CopyTo(bytes);
            _arrays.Add(entry.FullName[..^".npy".Length], Parse(bytes.ToArray()));
        }
    }

    public double[] this[string name] => _arrays[name];

    public bool Has(string name) => _arrays.ContainsKey(name);

    // Magic (6), version (2), header length (2, version 1), header, values.
    private static double[] Parse(byte[] npy)
    {
        int length = BitConverter.ToUInt16(npy, 8);
        string header = Encoding.ASCII.GetString(npy, 10, length);
        string type = Descriptor().Match(header).Groups[1].Value;
        Assert.Contains("'fortran_order': False", header, StringComparison.Ordinal);
        ReadOnlySpan<byte> values = npy.AsSpan(10 + length);
        return type switch
        {
            "<f8" => MemoryMarshal.Cast<byte, double>(values).ToArray(),
            "<f4" => [.. MemoryMarshal.Cast<byte, float>(values).ToArray()],
            "<i4" => [.. MemoryMarshal.Cast<byte, int>(values).ToArray()],
            "<i8" => [.. MemoryMarshal.Cast<byte, long>(values).ToArray()],
            "|u1" => [.. values.ToArray()],
            _ => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"npy: expected <f8, <f4, <i4, <i8 or |u1, got {type}.")),
        };
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex Descriptor();
}
