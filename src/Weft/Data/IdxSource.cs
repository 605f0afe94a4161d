using System.Buffers.Binary;
using System.IO.Compression;

namespace Weft.Data;

/// <summary>The unpacked bytes of an IDX file: a header, then exactly the body it promises.</summary>
internal sealed class IdxSource
{
    private const int LargestRatio = 1032; // how many bytes deflate can pack into one at most

    private readonly string _name;
    private readonly Stream _file;
    private readonly Stream _bytes;
    private readonly Int128 _most;
    private long _read;

    public IdxSource(Stream file, string name)
    {
        _name = name;
        _file = file;
        Span<byte> magic = stackalloc byte[2];
        file.Position = 0;
        IsGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        _bytes = IsGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
        _most = IsGzip ? (Int128)file.Length * LargestRatio : file.Length;
    }

    private bool IsGzip { get; }

    /// <summary>Reads the magic and the numbers after it.</summary>
    public void ReadHeader(int magic, string kind, Span<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[4 * (numbers.Length + 1)];
        int got = Fill(bytes);
        int found = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (got >= 4 && found != magic)
        {
            throw new DataException($"{_name}: expected an IDX file of {kind}, magic 0x{magic:X}, got 0x{found:X8}. Name a file of {kind}.");
        }

        if (got < bytes.Length)
        {
            throw new DataException($"{_name}: expected an IDX header of {bytes.Length} bytes, got {got}. The file is cut; fetch it again.");
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * (i + 1))..]);
        }
    }

    /// <summary>Reads the promised bytes to the end of the file; allocates nothing for a promise the file cannot keep.</summary>
    public byte[] ReadBody(Int128 size, string promise)
    {
        byte[] body = size <= _most && size <= Array.MaxLength ? GC.AllocateUninitializedArray<byte>((int)size) : [];
        long follow = Fill(body);
        if (follow == body.Length)
        {
            follow += Skip();
        }

        if (follow != size)
        {
            throw new DataException($"{_name}: header promises {promise}, {follow} bytes follow. The file is damaged; fetch it again.");
        }

        if (body.Length != size)
        {
            throw new DataException($"{_name}: header promises {promise}, expected at most {Array.MaxLength} bytes. Cut the data set into several.");
        }

        CheckTrailer();
        return body;
    }

    /// <summary>GZipStream verifies the trailer's sum, but is content with a file that ends before it or goes on behind it.</summary>
    private void CheckTrailer()
    {
        if (!IsGzip)
        {
            return;
        }

        Span<byte> trailer = stackalloc byte[4];
        _file.Position = _file.Length - trailer.Length;
        _file.ReadExactly(trailer);
        uint promised = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (promised != (uint)_read)
        {
            throw new DataException(
                $"{_name}: the gzip trailer promises {promised} bytes, {_read} were unpacked. The file is cut or goes on behind its end; fetch it again.");
        }
    }

    private long Skip()
    {
        Span<byte> scratch = stackalloc byte[4096];
        long skipped = 0;
        for (int got = Fill(scratch); got > 0; got = Fill(scratch))
        {
            skipped += got;
        }

        return skipped;
    }

    private int Fill(Span<byte> buffer)
    {
        try
        {
            int got = _bytes.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            _read += got;
            return got;
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"{_name}: expected gzip data, got something else after {_read} unpacked bytes ({e.Message}). The file is damaged; fetch it again.", e);
        }
    }
}
