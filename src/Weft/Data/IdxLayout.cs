namespace Weft.Data;

/// <summary>How a data set's IDX files differ from MNIST's.</summary>
/// <param name="Prefix">What file names begin with: <c>emnist-balanced-</c>.</param>
/// <param name="Transposed">Whether pictures are stored column by column, as EMNIST's are.</param>
/// <param name="FirstLabel">The number of the first class; EMNIST's letters begin with 1.</param>
internal sealed record IdxLayout(string Prefix = "", bool Transposed = false, int FirstLabel = 0)
{
    public static IdxLayout Plain { get; } = new();

    /// <summary>The pictures row by row.</summary>
    public IdxImages Arrange(IdxImages images)
    {
        if (!Transposed)
        {
            return images;
        }

        (int height, int width) = (images.Width, images.Height);
        byte[] upright = new byte[images.Pixels.Length];
        Parallel.For(0, images.Count, index =>
        {
            ReadOnlySpan<byte> stored = images.Pixels.Span.Slice(index * height * width, height * width);
            Span<byte> picture = upright.AsSpan(index * height * width, height * width);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    picture[(y * width) + x] = stored[(x * height) + y];
                }
            }
        });
        return new IdxImages(images.Count, height, width, upright);
    }

    /// <summary>The labels counted from 0.</summary>
    public int[] Number(int[] labels) => FirstLabel == 0 ? labels : Array.ConvertAll(labels, label => label - FirstLabel);
}
