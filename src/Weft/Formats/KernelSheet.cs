using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Weft.Formats;

/// <summary>The filters of a convolution over one or three channels, drawn side by side: each from its least value in black to its largest
/// in white.</summary>
internal sealed class KernelSheet
{
    private const int Magnification = 8;
    private const int Border = 2;

    private readonly byte[] _pixels;

    public KernelSheet(Weight kernel)
    {
        (int height, int width, int channels, int filters) = (kernel.Shape[0], kernel.Shape[1], kernel.Shape[2], kernel.Shape[3]);
        int across = (int)Math.Ceiling(Math.Sqrt(filters));
        int cellHeight = (height * Magnification) + Border;
        int cellWidth = (width * Magnification) + Border;
        Channels = channels;
        Width = (across * cellWidth) + Border;
        Height = ((filters + across - 1) / across * cellHeight) + Border;
        _pixels = new byte[Height * Width * channels];
        for (int filter = 0; filter < filters; filter++)
        {
            Draw(kernel, filter, Border + (filter / across * cellHeight), Border + (filter % across * cellWidth));
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    public static bool CanDraw(Weight weight) => weight.Shape.Rank == 4 && weight.Shape[2] is 1 or 3;

    private void Draw(Weight kernel, int filter, int top, int left)
    {
        (int height, int width, int filters) = (kernel.Shape[0], kernel.Shape[1], kernel.Shape[3]);
        int count = height * width * Channels;
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = kernel.Span[(i * filters) + filter];
        }

        (float min, float max) = (values.Min(), values.Max());
        float scale = max > min ? 255 / (max - min) : 0;
        for (int y = 0; y < height * Magnification; y++)
        {
            for (int x = 0; x < width * Magnification; x++)
            {
                for (int c = 0; c < Channels; c++)
                {
                    float value = values[(((y / Magnification * width) + (x / Magnification)) * Channels) + c];
                    _pixels[((((top + y) * Width) + left + x) * Channels) + c] = (byte)Math.Round((value - min) * scale);
                }
            }
        }
    }

    /// <summary>The sheet as PNG: 8 bits per channel, lines without a filter.</summary>
    public byte[] ToPng()
    {
        using MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8;
        header[9] = (byte)(Channels == 1 ? 0 : 2);
        WriteChunk(png, "IHDR", header);
        using MemoryStream lines = new();
        using (ZLibStream zlib = new(lines, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(_pixels.AsSpan(y * Width * Channels, Width * Channels));
            }
        }

        WriteChunk(png, "IDAT", lines.ToArray());
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void WriteChunk(MemoryStream png, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        png.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(named));
        png.Write(number);
    }
}
