namespace Weft.Imaging;

/// <summary>The part of a picture that something takes up.</summary>
internal readonly record struct PhotoBox(int Left, int Top, int Width, int Height)
{
    // A lone pixel is noise; one with two neighbours is part of a line.
    private const int LeastNeighbours = 2;

    /// <summary>The smallest box around all marked pixels that are not alone; null where there are none.</summary>
    public static PhotoBox? Around(bool[] mask, int width, int height)
    {
        (int left, int top, int right, int bottom) = (width, height, -1, -1);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (mask[y * width + x] && Neighbours(mask, x, y, width, height) >= LeastNeighbours)
                {
                    (left, top) = (Math.Min(left, x), Math.Min(top, y));
                    (right, bottom) = (Math.Max(right, x), Math.Max(bottom, y));
                }
            }
        }

        return right < 0 ? null : new PhotoBox(left, top, right - left + 1, bottom - top + 1);
    }

    private static int Neighbours(bool[] mask, int x, int y, int width, int height)
    {
        int count = 0;
        for (int ny = Math.Max(0, y - 1); ny <= Math.Min(height - 1, y + 1); ny++)
        {
            for (int nx = Math.Max(0, x - 1); nx <= Math.Min(width - 1, x + 1); nx++)
            {
                count += mask[ny * width + nx] && (nx, ny) != (x, y) ? 1 : 0;
            }
        }

        return count;
    }
}
