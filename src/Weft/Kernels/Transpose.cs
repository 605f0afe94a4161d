namespace Weft.Kernels;

/// <summary>Rearranges a matrix.</summary>
internal static class Transpose
{
    private const int Tile = 16;

    /// <summary><c>target[c, r] = source[r, c]</c>, a cache-sized tile at a time.</summary>
    public static void Matrix(ReadOnlySpan<float> source, int rows, int columns, Span<float> target)
    {
        for (int row = 0; row < rows; row += Tile)
        {
            for (int column = 0; column < columns; column++)
            {
                Span<float> line = target.Slice((column * rows) + row, Math.Min(Tile, rows - row));
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = source[((row + i) * columns) + column];
                }
            }
        }
    }
}
