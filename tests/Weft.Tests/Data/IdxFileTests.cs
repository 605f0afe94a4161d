using System.Buffers.Binary;
using System.IO.Compression;
using Weft.Data;

namespace Weft.Tests.Data;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_WholeFile_GivesItsContent(bool gzip)
    {
        byte[] body = [.. Enumerable.Range(1, 24).Select(i => (byte)(i * 10))];
        IdxImages images = IdxFile.ReadImages(new MemoryStream(Pack(Idx([0x803, 2, 3, 4], body), gzip)), "x");
        Assert.Equal((2, 3, 4), (images.Count, images.Height, images.Width));
        Assert.Equal(body, images.Pixels.ToArray());
        Assert.Equal([7, 0, 255], IdxFile.ReadLabels(new MemoryStream(Pack(Idx([0x801, 3], [7, 0, 255]), gzip)), "x"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_CutAtEveryByte_ThrowsDataException(bool gzip)
    {
        byte[] body = new byte[60];
        new Random(5).NextBytes(body);
        byte[] images = Pack(Idx([0x803, 5, 3, 4], body), gzip);
        byte[] labels = Pack(Idx([0x801, 60], body), gzip);
        for (int length = 0; length < images.Length; length++)
        {
            Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(images, 0, length), "x"));
        }

        for (int length = 0; length < labels.Length; length++)
        {
            Assert.Throws<DataException>(() => IdxFile.ReadLabels(new MemoryStream(labels, 0, length), "x"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_BytesBehindTheEnd_ThrowsDataException(bool gzip)
    {
        byte[] packed = Pack(Idx([0x801, 3], [1, 2, 3]), gzip);
        Assert.Throws<DataException>(() => IdxFile.ReadLabels(new MemoryStream([.. packed, 0]), "x"));
        Assert.Throws<DataException>(() => IdxFile.ReadLabels(new MemoryStream([.. packed, .. packed]), "x"));
        DataException e = Assert.Throws<DataException>(() => IdxFile.ReadLabels(new MemoryStream(Pack(Idx([0x801, 3], [1, 2, 3, 4]), gzip)), "x"));
        Assert.Equal("x: header promises 3 labels, 4 bytes follow. The file is damaged; fetch it again.", e.Message);
    }

    [Fact]
    public void ReadLabels_EveryFlippedBit_ThrowsDataExceptionOrDoesNotMatter()
    {
        byte[] packed = Pack(Idx([0x801, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9]), gzip: true);
        int thrown = 0;
        for (int bit = 8 * 10; bit < 8 * packed.Length; bit++)
        {
            byte[] damaged = [.. packed];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Exception? e = Record.Exception(() => Assert.Equal(Enumerable.Range(1, 9), IdxFile.ReadLabels(new MemoryStream(damaged), "x")));
            Assert.True(e is null or DataException, $"bit {bit}: {e}");
            thrown += e is null ? 0 : 1;
        }

        // Only the few bits that fill deflate's last byte mean nothing.
        Assert.InRange(thrown, (8 * (packed.Length - 10)) - 7, 8 * (packed.Length - 10));
    }

    [Fact]
    public void ReadImages_FewerBytesThanPromised_SaysHowMany()
    {
        DataException e = Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(Idx([0x803, 60000, 28, 28], new byte[31337])), "train-images-idx3-ubyte.gz"));
        Assert.StartsWith("train-images-idx3-ubyte.gz: header promises 60000 images of 28x28 (47040000 bytes), 31337 bytes follow.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 28, 28)]
    [InlineData(1, 0, 28)]
    [InlineData(1, 28, int.MinValue)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(65536, 65536, 1)]
    [InlineData(1 << 20, 32, 32)]
    public void ReadImages_ImpossibleHeader_AllocatesNothing(int count, int height, int width)
    {
        foreach (bool gzip in (bool[])[false, true])
        {
            MemoryStream stream = new(Pack(Idx([0x803, count, height, width], new byte[100]), gzip));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<DataException>(() => IdxFile.ReadImages(stream, "x"));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Read_OtherKind_NamesBothMagics()
    {
        DataException e = Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(Idx([0x801, 3], [1, 2, 3])), "x"));
        Assert.Equal("x: expected an IDX file of pictures, magic 0x803, got 0x00000801. Name a file of pictures.", e.Message);
        Assert.Throws<DataException>(() => IdxFile.ReadLabels(new MemoryStream("<html>404</html>"u8.ToArray()), "x"));
    }

    [Fact]
    public void Read_NoSuchFile_ThrowsDataException() =>
        Assert.Throws<DataException>(() => IdxFile.ReadLabels(Path.Combine(Path.GetTempPath(), "weft-no-such-file")));

    internal static byte[] Idx(int[] header, byte[] body)
    {
        byte[] file = new byte[(4 * header.Length) + body.Length];
        for (int i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), header[i]);
        }

        body.CopyTo(file, 4 * header.Length);
        return file;
    }

    internal static byte[] Pack(byte[] bytes, bool gzip)
    {
        if (!gzip)
        {
            return bytes;
        }

        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
