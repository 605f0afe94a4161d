using System.IO.Compression;
using System.Text;

using Weft.Formats;

namespace Weft.Tests.Formats;

/// <summary>Zips of NumPy's arrays that are not what they say.</summary>
public sealed class NpzArraysTests
{
    [Fact]
    public void Read_PackedDoublesInFortransOrder_GivesFloatsInOrder()
    {
        byte[] values = [.. new double[] { 1, 4, 2, 5, 3, 6 }.SelectMany(BitConverter.GetBytes)];
        using NpzArrays arrays = new(Zip(("x", Npy("<f8", "(2, 3)", values, fortran: true))));
        Assert.Equal([2, 3], arrays.Shapes["x"]);
        Assert.Equal([1, 2, 3, 4, 5, 6], arrays.Read("x"));
    }

    [Fact]
    public void Open_MoreThanWeightsUnpackTo_IsRefusedBeforeItIsRead()
    {
        MemoryStream bomb = Zip(("x", Npy("<f4", "(25000000,)", new byte[100_000_000])));
        Assert.Contains("unpack to at most", Assert.Throws<ModelFileException>(() => new NpzArrays(bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HeaderThatPromisesMore_IsRefused() => Assert.Contains(
        "promises", Assert.Throws<ModelFileException>(() => new NpzArrays(Zip(("x", Npy("<f4", "(1000000000, 1000000000)", new byte[8]))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_Text_IsRefusedByName() => Assert.Contains(
        "text in 'x'", Assert.Throws<ModelFileException>(() => new NpzArrays(Zip(("x", Npy("<U1", "(1,)", new byte[4]))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_TwoOfOneName_AreRefused() => Assert.Contains(
        "two called 'x'", Assert.Throws<ModelFileException>(() => new NpzArrays(Zip(("x", Npy("<f4", "(1,)", new byte[4])), ("x", Npy("<f4", "(1,)", new byte[4]))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FlippedBit_IsFoundByTheChecksum()
    {
        byte[] file = Zip(("x", Npy("<f4", "(1,)", [1, 2, 3, 4])), CompressionLevel.NoCompression).ToArray();
        file[file.AsSpan().IndexOf((byte[])[1, 2, 3, 4])] ^= 1;
        using NpzArrays arrays = new(new MemoryStream(file));
        Assert.Contains("checksum", Assert.Throws<ModelFileException>(() => arrays.Read("x")).Message, StringComparison.Ordinal);
    }

    private static MemoryStream Zip((string Name, byte[] Bytes) member, CompressionLevel level) => Zip(level, member);

    private static MemoryStream Zip(params (string Name, byte[] Bytes)[] members) => Zip(CompressionLevel.Optimal, members);

    private static MemoryStream Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in members)
            {
                using Stream stream = archive.CreateEntry($"{name}.npy", level).Open();
                stream.Write(bytes);
            }
        }

        return file;
    }

    private static byte[] Npy(string type, string shape, byte[] values, bool fortran = false)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. values];
    }
}
