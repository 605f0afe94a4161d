using Weft.Kernels;

namespace Weft.Engine;

/// <summary>How the outputs of a convolution are cut into Winograd's tiles of m by m.</summary>
internal sealed class WinogradTiles
{
    private const int FewestTiles = 40;

    private readonly ConvGeometry _geometry;
    private readonly bool _isPooled;
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
        _isPooled = pool is not null;
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

    private int Rows { get; }

    private int Columns { get; }

    public int PerSample => Rows * Columns;

    /// <summary>Every tile's inputs.</summary>
    public TileFrame[] Inputs(int samples) =>
        Frames(samples, Output + 2, (_geometry.Top, _geometry.Left), (_geometry.Height, _geometry.Width), (n, row) => (n * _geometry.Height) + row, _geometry.Channels);

    /// <summary>Every tile's outputs: in the group's images or, with a pooling, in a chunk's strips.</summary>
    public TileFrame[] Outputs(int samples) => Frames(samples, Output, (0, 0), (_outputHeight, _outputWidth), OutputRow(samples), _geometry.Filters);

    private Func<int, int, int> OutputRow(int samples)
    {
        if (!_isPooled)
        {
            return (n, row) => (n * _outputHeight) + row;
        }

        int strips = Chunk(samples) / StripTiles;
        return (n, row) => ((((n * Strips) + (row / StripHeight)) % strips) * StripHeight) + (row % StripHeight);
    }

    // rowOf: the place of a sample's row among all rows of pixels.
    private TileFrame[] Frames(
        int samples, int side, (int Top, int Left) padding, (int Height, int Width) image, Func<int, int, int> rowOf, int channels)
    {
        TileFrame[] frames = new TileFrame[samples * PerSample];
        for (int i = 0; i < frames.Length; i++)
        {
            int row = (i % PerSample / Columns * Output) - padding.Top, column = (i % Columns * Output) - padding.Left;
            frames[i] = new TileFrame(
                ((rowOf(i / PerSample, row) * image.Width) + column) * channels,
                (byte)Math.Max(-row, 0), (byte)Math.Min(image.Height - row, side),
                (byte)Math.Max(-column, 0), (byte)Math.Min(image.Width - column, side));
        }

        return frames;
    }

    /// <summary>Whether a pooling can be taken in with this m: tiles that are no whole cells take a sample at a time, which must not be large.</summary>
    public bool IsPoolable => StripTiles <= Math.Max(Columns, FewestTiles);

    /// <summary>Tiles of a strip: what lies in scratch memory as an image on its way to a pooling. A row of tiles if that is whole pooling cells, or else a sample.</summary>
    public int StripTiles => !_isPooled ? 1 : IsWholeCells ? Columns : PerSample;

    private int StripHeight => IsWholeCells ? Output : _outputHeight;

    private bool IsWholeCells => Output % _window.Height == 0;

    private int Strips => PerSample / StripTiles;

    private int StripCells => StripHeight / _window.Height * (_outputWidth / _window.Width);

    /// <summary>Floats of a chunk's strips.</summary>
    public int StripFloats(int samples) => Chunk(samples) / StripTiles * StripHeight * StripPitch;

    /// <summary>From one row of outputs to the next: in an image or a strip.</summary>
    public int StripPitch => _outputWidth * _geometry.Filters;

    /// <summary>The pooling cells of whole strips of tiles, all of one chunk, whose strips there are tables of.</summary>
    public PoolCells Cells(PoolTables tables, int first, int count)
    {
        int begin = first / StripTiles * StripCells, cells = count / StripTiles * StripCells;
        return new PoolCells(tables.Cells.AsSpan(begin % tables.Cells.Length, cells), tables.Rows, tables.Targets.AsSpan(begin, cells));
    }

    /// <summary>Where pooling cells lie in a chunk's strips, and where their maxima go in the group; -1 where a cell lies beyond the border.</summary>
    public PoolTables? Tables(int samples)
    {
        if (!_isPooled)
        {
            return null;
        }

        (int height, int width) = (_outputHeight / _window.Height, _outputWidth / _window.Width);
        int stripHeight = StripHeight / _window.Height;
        int[] cells = new int[Chunk(samples) / StripTiles * stripHeight * width];
        for (int i = 0; i < cells.Length; i++)
        {
            (int row, int x) = Math.DivRem(i, width);
            int y = (row / stripHeight * StripHeight) + (row % stripHeight * _window.Height);
            cells[i] = ((y * _outputWidth) + (x * _window.Width)) * _geometry.Filters;
        }

        int[] rows = new int[_window.Area];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = ((i / _window.Width * _outputWidth) + (i % _window.Width)) * _geometry.Filters;
        }

        int perSample = Strips * stripHeight;
        int[] targets = new int[samples * perSample * width];
        for (int i = 0; i < targets.Length; i++)
        {
            (int row, int x) = Math.DivRem(i, width);
            (int n, int y) = Math.DivRem(row, perSample);
            targets[i] = y < height ? ((((n * height) + y) * width) + x) * _geometry.Filters : -1;
        }

        return new PoolTables(cells, rows, targets);
    }

    /// <summary>Tiles to take at a time: enough rows for the products, few enough that their frequencies stay in a core's second-level cache, and whole strips.</summary>
    public int Chunk(int samples)
    {
        const int floats = 48 * 1024, block = 8;
        int fit = Math.Max(floats / (Frequencies * (_geometry.Channels + _geometry.Filters)) / block * block, FewestTiles);
        return Math.Min((fit + StripTiles - 1) / StripTiles * StripTiles, samples * PerSample);
    }
}

/// <summary>The tables of a pooling behind Winograd's tiles.</summary>
/// <param name="Cells">Where each cell of a chunk begins in the strips.</param>
/// <param name="Rows">Where a cell's rows begin, counted from its first.</param>
/// <param name="Targets">Where the maximum of each of the group's cells goes, or -1.</param>
internal sealed record PoolTables(int[] Cells, int[] Rows, int[] Targets);
