using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Weft.Formats;

/// <summary>An event file for TensorBoard: records, each an Event message.</summary>
/// <remarks>
/// A record is the length of its data in 8 bytes, a checksum of those, the data, and a checksum of the data, all little endian. Checksums
/// are CRC-32C, turned and
/// shifted so that a checksum of checksums is none. Field numbers are those of tensorflow/core/util/event.proto and
/// framework/summary.proto.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const uint MaskDelta = 0xa282ead8;

    private readonly FileStream _stream;

    /// <summary>Begins a new file in a folder, which is made where there is none.</summary>
    public EventFile(string folder)
    {
        Directory.CreateDirectory(folder);
        long seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string path, stem = string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}.{Environment.ProcessId}");
        for (int number = 0; File.Exists(path = Path.Combine(folder, $"{stem}.{number}.v2")); number++)
        {
        }

        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        WriteEvent(new ProtoMessage().Double(1, WallTime()).Text(3, "brain.Event:2"));
    }

    public void AddScalar(string tag, long step, double value) => Add(step, new ProtoMessage().Text(1, tag).Float(2, (float)value));

    public void AddHistogram(string tag, long step, ReadOnlySpan<float> values) =>
        Add(step, new ProtoMessage().Text(1, tag).Message(5, new ValueHistogram(values).ToProto()));

    public void AddImage(string tag, long step, KernelSheet sheet) => Add(
        step,
        new ProtoMessage().Text(1, tag).Message(4, new ProtoMessage().Integer(1, sheet.Height).Integer(2, sheet.Width).Integer(3,
            sheet.Channels).Data(4, sheet.ToPng())));

    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    private static double WallTime() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private void Add(long step, ProtoMessage value) =>
        WriteEvent(new ProtoMessage().Double(1, WallTime()).Integer(2, step).Message(5, new ProtoMessage().Message(1, value)));

    private void WriteEvent(ProtoMessage message)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(header, message.Bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Checksum(header[..8]));
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Checksum(message.Bytes));
        _stream.Write(header);
        _stream.Write(message.Bytes);
        _stream.Write(footer);
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
