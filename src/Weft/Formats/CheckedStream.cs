using System.IO.Hashing;

namespace Weft.Formats;

/// <summary>Bytes that are read once, and the checksum of all that were.</summary>
/// <param name="inner">Where they come from; it is closed with this one.</param>
internal sealed class CheckedStream(Stream inner) : Stream
{
    private readonly Crc32 _checksum = new();

    /// <summary>The zip's checksum of what was read.</summary>
    public uint Checksum => _checksum.GetCurrentHashAsUInt32();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        _checksum.Append(buffer[..count]);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
