using Weft.Kernels;

namespace Weft.Engine;

/// <summary>How the outputs of a convolution are cut into Winograd's tiles of m by m.</summary>
internal sealed class WinogradTiles
{
    private readonly ConvGeometry _geometry;
    private readonly Size2D _window;
    private readonly int _outputHeight;
    private readonly int _outputWidth;

    /// <param name="geometry">The convolution.</param>
    /// <param name="pool">The pooling it takes in: outputs that fall into no cell are not computed.</param>
    /// <param name="m">Outputs of a tile along one side.</param>
    public WinogradTiles(ConvGeometry geometry, ConvPool? pool, int m)
    {
        _geometry = geometry;
        Output = m;
        _window = pool?.Window ?? 1;
        _outputHeight = pool is null ? geometry.OutputHeight : geometry.OutputHeight / pool.Window.Height * pool.Window.Height;
        _outputWidth = pool is null ? geometry.OutputWidth : geometry.OutputWidth / pool.Window.Width * pool.Window.Width;
        Rows = (_outputHeight + m - 1) / m;
        Columns = (_outputWidth + m - 1) / m;
    }

    /// <summary>m.</summary>
    public int Output { get; }

    /// <summary><c>n^2</c>, n = m + 2.</summary>
    public int Frequencies => (Output + 2) * (Output + 2);

    public int Rows { get; }

    public int Columns { get; }

    public int PerSample => Rows * Columns;

    /// <summary>Every tile's inputs.</summary>
    public TileFrame[] Inputs(int samples) => Frames(samples, Output + 2, (_geometry.Top, _geometry.Left), (_geometry.Height, _geometry.Width), _geometry.Channels);

    /// <summary>Every tile's outputs, where no pooling is taken in.</summary>
    public TileFrame[] Outputs(int samples) => Frames(samples, Output, (0, 0), (_outputHeight, _outputWidth), _geometry.Filters);

    private TileFrame[] Frames(int samples, int side, (int Top, int Left) padding, (int Height, int Width) image, int channels) =>
        [.. from n in Enumerable.Range(0, samples)
            from y in Enumerable.Range(0, Rows)
            from x in Enumerable.Range(0, Columns)
            let row = (y * Output) - padding.Top
            let column = (x * Output) - padding.Left
            select new TileFrame(
                ((((n * image.Height) + row) * image.Width) + column) * channels,
                (byte)Math.Max(-row, 0), (byte)Math.Min(image.Height - row, side),
                (byte)Math.Max(-column, 0), (byte)Math.Min(image.Width - column, side))];

    /// <summary>Pooling cells in a tile; without a pooling every output is one.</summary>
    public int CellsPerTile => Output / _window.Height * (Output / _window.Width);

    /// <summary>Where each cell begins in the outputs of <paramref name="tiles"/> tiles, <c>[tiles, m m, filters]</c>.</summary>
    public int[] Cells(int tiles) =>
        [.. from tile in Enumerable.Range(0, tiles)
            from y in Enumerable.Range(0, Output / _window.Height)
            from x in Enumerable.Range(0, Output / _window.Width)
            select ((((tile * Output) + (y * _window.Height)) * Output) + (x * _window.Width)) * _geometry.Filters];

    /// <summary>Where a cell's rows begin, counted from its first.</summary>
    public int[] CellRows() =>
        [.. from y in Enumerable.Range(0, _window.Height)
            from x in Enumerable.Range(0, _window.Width)
            select ((y * Output) + x) * _geometry.Filters];

    /// <summary>For every tile's cells, where the (pooled) output begins in the group; -1 where a cell lies beyond the border.</summary>
    public int[] Targets(int samples)
    {
        (int height, int width) = (_outputHeight / _window.Height, _outputWidth / _window.Width);
        return
        [.. from n in Enumerable.Range(0, samples)
            from y in Enumerable.Range(0, Rows)
            from x in Enumerable.Range(0, Columns)
            from i in Enumerable.Range(y * Output / _window.Height, Output / _window.Height)
            from j in Enumerable.Range(x * Output / _window.Width, Output / _window.Width)
            select i < height && j < width ? ((((n * height) + i) * width) + j) * _geometry.Filters : -1];
    }

    /// <summary>Tiles to take at a time: enough rows for the products, few enough that their frequencies stay in a core's second-level cache.</summary>
    public int Chunk(int samples)
    {
        const int floats = 48 * 1024, fewest = 36, block = 6;
        int fit = floats / (Frequencies * (_geometry.Channels + _geometry.Filters)) / block * block;
        return Math.Min(Math.Max(fit, fewest), samples * PerSample);
    }
}
