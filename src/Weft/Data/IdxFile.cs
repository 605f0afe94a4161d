namespace Weft.Data;

/// <summary>The pictures of an IDX file, grey, one byte per pixel.</summary>
/// <param name="Count">How many pictures.</param>
/// <param name="Height">Rows of a picture.</param>
/// <param name="Width">Columns of a picture.</param>
/// <param name="Pixels">All pictures one after another, row by row.</param>
public sealed record IdxImages(int Count, int Height, int Width, ReadOnlyMemory<byte> Pixels);

/// <summary>Reads the IDX files that MNIST introduced, packed with gzip or plain; which of the two is told by the content.</summary>
/// <remarks>
/// Big-endian 32-bit header: magic 0x803 with count, rows, columns for pictures, 0x801 with count for labels; then one byte per pixel or label.
/// Files that end early, go on after their last byte, or promise the impossible are refused. A gzip file of several members is, too.
/// </remarks>
public static class IdxFile
{
    private const int ImagesMagic = 0x803;
    private const int LabelsMagic = 0x801;

    /// <summary>Reads pictures.</summary>
    /// <param name="path">The file: <c>train-images-idx3-ubyte.gz</c>.</param>
    /// <exception cref="DataException">The file cannot be opened, is no IDX file of pictures, or is damaged.</exception>
    public static IdxImages ReadImages(string path) => Read(path, ReadImages);

    /// <summary>Reads labels.</summary>
    /// <param name="path">The file: <c>train-labels-idx1-ubyte.gz</c>.</param>
    /// <exception cref="DataException">The file cannot be opened, is no IDX file of labels, or is damaged.</exception>
    public static int[] ReadLabels(string path) => Read(path, ReadLabels);

    /// <summary>Reads pictures from a stream that can seek; <paramref name="name"/> is what errors call it.</summary>
    /// <exception cref="DataException">The stream holds no IDX pictures, or they are damaged.</exception>
    public static IdxImages ReadImages(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        IdxSource source = new(stream, name);
        Span<int> header = stackalloc int[3];
        source.ReadHeader(ImagesMagic, "pictures", header);
        (int count, int height, int width) = (header[0], header[1], header[2]);
        if (count < 0 || height <= 0 || width <= 0)
        {
            throw new DataException($"{name}: header promises {count} images of {height}x{width}, expected positive numbers. The file is damaged; fetch it again.");
        }

        Int128 size = (Int128)count * height * width;
        return new(count, height, width, source.ReadBody(size, $"{count} images of {height}x{width} ({size} bytes)"));
    }

    /// <summary>Reads labels from a stream that can seek; <paramref name="name"/> is what errors call it.</summary>
    /// <exception cref="DataException">The stream holds no IDX labels, or they are damaged.</exception>
    public static int[] ReadLabels(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        IdxSource source = new(stream, name);
        Span<int> header = stackalloc int[1];
        source.ReadHeader(LabelsMagic, "labels", header);
        int count = header[0];
        if (count < 0)
        {
            throw new DataException($"{name}: header promises {count} labels, expected a positive number. The file is damaged; fetch it again.");
        }

        return Array.ConvertAll(source.ReadBody(count, $"{count} labels"), label => (int)label);
    }

    private static T Read<T>(string path, Func<Stream, string, T> read)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileName(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return read(stream, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{name}: cannot be read: {e.Message}", e);
        }
    }
}
