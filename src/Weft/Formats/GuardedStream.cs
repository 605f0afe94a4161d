using System.Runtime.CompilerServices;

namespace Weft.Formats;

/// <summary>Bytes for a parser that is not to be trusted with hostile files: reads are counted, checked against the stack, and
/// watched.</summary>
/// <remarks>Headers that point at each other in a circle become an exception here instead of an endless loop or an overflowing
/// stack; so do links out of the file (<see cref="HdfReads"/>).</remarks>
internal sealed class GuardedStream(byte[] bytes) : Stream
{
    private readonly HdfReads _reads = new(bytes.Length);
    private long _readsLeft = 1_000_000 + bytes.Length / 16;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (--_readsLeft < 0)
        {
            throw new InvalidDataException("The headers lead in a circle.");
        }

        if (Position < 0 || Position > bytes.Length - buffer.Length)
        {
            throw new EndOfStreamException($"A header points to {buffer.Length} bytes at {Position}, the file has {bytes.Length}.");
        }

        bytes.AsSpan((int)Position, buffer.Length).CopyTo(buffer);
        _reads.Add(Position, buffer);
        Position += buffer.Length;
        return buffer.Length;
    }

    public override int ReadByte()
    {
        Span<byte> one = [0];
        ReadExactly(one);
        return one[0];
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
