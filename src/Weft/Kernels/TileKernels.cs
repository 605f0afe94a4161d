namespace Weft.Kernels;

/// <summary>Equalisation of a picture's channels tile by tile, limited, mixed bilinearly between the tiles.</summary>
internal static class TileKernels
{
    private const int Levels = 256;

    private static readonly Sampling s_mirror = new(Interpolation.Nearest, FillMode.Reflect, 0);

    /// <summary>Floats of scratch memory for a grid of tiles.</summary>
    public static int Scratch(Size2D grid) => grid.Area * Levels;

    /// <summary>Equalises a picture.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="y">The result.</param>
    /// <param name="size">The extents of both.</param>
    /// <param name="grid">Tiles down and across.</param>
    /// <param name="limit">How many times the mean count a value may have; 0 or less for no limit.</param>
    /// <param name="low">The value range's lower end.</param>
    /// <param name="high">Its upper end.</param>
    /// <param name="scratch">See <see cref="Scratch"/>.</param>
    public static void Equalize(ReadOnlySpan<float> x, Span<float> y, PictureSize size, Size2D grid, float limit, float low, float high, Span<float> scratch)
    {
        Size2D tile = ((size.Height + grid.Height - 1) / grid.Height, (size.Width + grid.Width - 1) / grid.Width);
        Range range = new(low, high);
        for (int c = 0; c < size.Channels; c++)
        {
            for (int i = 0; i < grid.Area; i++)
            {
                Span<float> table = scratch.Slice(i * Levels, Levels);
                Count(x, size, c, (i / grid.Width * tile.Height, i % grid.Width * tile.Width), tile, range, table);
                Accumulate(table, tile.Area, limit);
            }

            Mix(x, y, size, c, grid, tile, range, scratch);
        }
    }

    // How often each value is there in a tile; beyond the picture is its mirror image.
    private static void Count(ReadOnlySpan<float> x, PictureSize size, int channel, (int Row, int Column) corner, Size2D tile, Range range, Span<float> table)
    {
        table.Clear();
        for (int row = corner.Row; row < corner.Row + tile.Height; row++)
        {
            int line = s_mirror.Inside(row, size.Height) * size.Width;
            for (int column = corner.Column; column < corner.Column + tile.Width; column++)
            {
                table[range.Level(x[((line + s_mirror.Inside(column, size.Width)) * size.Channels) + channel])]++;
            }
        }
    }

    // From counts to the values that stand for them, from 0 to 255.
    private static void Accumulate(Span<float> table, int pixels, float limit)
    {
        float excess = 0;
        if (limit > 0)
        {
            float most = limit * pixels / Levels;
            foreach (ref float count in table)
            {
                excess += Math.Max(count - most, 0);
                count = Math.Min(count, most);
            }
        }

        double share = excess / Levels, first = table[0] + share, sum = 0, whole = pixels - first;
        foreach (ref float entry in table)
        {
            sum += entry + share;
            entry = (float)Math.Clamp((sum - first) * byte.MaxValue / (whole == 0 ? 1 : whole), 0, byte.MaxValue);
        }
    }

    private static void Mix(ReadOnlySpan<float> x, Span<float> y, PictureSize size, int channel, Size2D grid, Size2D tile, Range range, ReadOnlySpan<float> tables)
    {
        for (int row = 0; row < size.Height; row++)
        {
            Neighbours rows = new(row, tile.Height, grid.Height);
            for (int column = 0; column < size.Width; column++)
            {
                Neighbours columns = new(column, tile.Width, grid.Width);
                int at = (((row * size.Width) + column) * size.Channels) + channel;
                int level = range.Level(x[at]);
                float above = columns.Mix(tables[Place(rows.First, columns.First)], tables[Place(rows.First, columns.Second)]);
                float below = columns.Mix(tables[Place(rows.Second, columns.First)], tables[Place(rows.Second, columns.Second)]);
                y[at] = range.Value(rows.Mix(above, below));

                int Place(int down, int across) => (((down * grid.Width) + across) * Levels) + level;
            }
        }
    }

    /// <summary>The range of pixels, as bytes.</summary>
    private readonly record struct Range(float Low, float High)
    {
        public int Level(float value) => ToneKernels.Level((value - Low) * (byte.MaxValue / (High - Low)), byte.MaxValue);

        public float Value(float level) => (level * ((High - Low) / byte.MaxValue)) + Low;
    }

    /// <summary>The two tiles between whose middles a pixel lies, along one axis; at the picture's edge both are the same.</summary>
    private readonly struct Neighbours
    {
        private readonly float _part;

        public Neighbours(int pixel, int extent, int count)
        {
            double place = (pixel - (extent / 2.0)) / extent, floor = Math.Floor(place);
            _part = (float)(place - floor);
            First = Math.Clamp((int)floor, 0, count - 1);
            Second = Math.Clamp((int)floor + 1, 0, count - 1);
        }

        public int First { get; }

        public int Second { get; }

        public float Mix(float first, float second) => ((1 - _part) * first) + (_part * second);
    }
}
