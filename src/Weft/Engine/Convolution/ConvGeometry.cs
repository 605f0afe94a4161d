using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Where the windows of a convolution lie in a padded image, as the tables kernels walk by.</summary>
internal sealed class ConvGeometry
{
    public ConvGeometry(Conv2D layer, Shape input)
    {
        Shape output = layer.LinearShape(input);
        (Height, Width, Channels) = (input[0], input[1], input[2]);
        (OutputHeight, OutputWidth, Filters) = (output[0], output[1], output[2]);
        (Kernel, Strides, Dilation, Groups) = (layer.KernelSize, layer.Strides, layer.DilationRate, layer.Groups);
        bool same = layer.Padding == Padding.Same;
        int vertical = same ? Math.Max(((OutputHeight - 1) * Strides.Height) + layer.Reach.Height - Height, 0) : 0;
        int horizontal = same ? Math.Max(((OutputWidth - 1) * Strides.Width) + layer.Reach.Width - Width, 0) : 0;
        (Top, Left) = (vertical / 2, horizontal / 2);
        (PaddedHeight, PaddedWidth) = (Height + vertical, Width + horizontal);
    }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    public int Filters { get; }

    public Size2D Kernel { get; }

    public Size2D Strides { get; }

    public Size2D Dilation { get; }

    public int Groups { get; }

    public int Top { get; }

    public int Left { get; }

    public int PaddedHeight { get; }

    public int PaddedWidth { get; }

    public bool IsPadded => PaddedHeight != Height || PaddedWidth != Width;

    public int PaddedSize => PaddedHeight * PaddedWidth * Channels;

    /// <summary>Channels of one group.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>Filters of one group.</summary>
    public int GroupFilters => Filters / Groups;

    /// <summary>Multiply-adds per output value: kernel area times channels of a group.</summary>
    public int Depth => Kernel.Area * GroupChannels;

    /// <summary>Whether a kernel row's taps lie side by side in the image, so that it is one run.</summary>
    private bool RowsAreRuns => Dilation.Width == 1 && Groups == 1;

    /// <summary>Length of a run of taps that lie side by side.</summary>
    public int RunLength => RowsAreRuns ? Kernel.Width * GroupChannels : GroupChannels;

    public int RunCount => Depth / RunLength;

    /// <summary>Where run <paramref name="run"/> begins, counted from the window's corner.</summary>
    public int RunOffset(int run)
    {
        int row = RowsAreRuns ? run : run / Kernel.Width;
        int column = RowsAreRuns ? 0 : run % Kernel.Width;
        return ((row * Dilation.Height * PaddedWidth) + (column * Dilation.Width)) * Channels;
    }

    /// <summary>Where every tap lies, counted from the window's corner, in the kernel's order.</summary>
    public int[] Taps()
    {
        int[] taps = new int[Depth];
        for (int i = 0; i < Depth; i++)
        {
            taps[i] = RunOffset(i / RunLength) + (i % RunLength);
        }

        return taps;
    }

    /// <summary>Where the window of output (<paramref name="y"/>, <paramref name="x"/>) has its corner.</summary>
    public int Corner(int y, int x) => ((y * Strides.Height * PaddedWidth) + (x * Strides.Width)) * Channels;

    /// <summary>The corners of all windows of <paramref name="samples"/> images, in the order of the output.</summary>
    public int[] Corners(int samples) => CornersByWindow(samples, new Size2D(1, 1));

    /// <summary>The corners grouped by the pooling window (whose stride is its size) their outputs fall into; outputs that fall into none are left out.</summary>
    public int[] CornersByWindow(int samples, Size2D pool)
    {
        (int rows, int columns) = (OutputHeight / pool.Height, OutputWidth / pool.Width);
        int[] corners = new int[samples * rows * columns * pool.Area];
        for (int i = 0; i < corners.Length; i++)
        {
            (int window, int inside) = Math.DivRem(i, pool.Area);
            int y = (window / columns % rows * pool.Height) + (inside / pool.Width);
            int x = (window % columns * pool.Width) + (inside % pool.Width);
            corners[i] = (window / (rows * columns) * PaddedSize) + Corner(y, x);
        }

        return corners;
    }

    /// <summary>Copies images into padded ones, whose borders are left as they are.</summary>
    public void Pad(ReadOnlySpan<float> images, Span<float> padded) => Move(images, padded, pad: true, add: false);

    /// <summary>Copies the inner parts of padded images out, or adds them to what is there.</summary>
    public void Crop(ReadOnlySpan<float> padded, Span<float> images, bool add = false) => Move(padded, images, pad: false, add);

    private void Move(ReadOnlySpan<float> source, Span<float> target, bool pad, bool add)
    {
        int row = Width * Channels;
        int samples = (pad ? source.Length : target.Length) / (Height * row);
        for (int n = 0; n < samples; n++)
        {
            for (int y = 0; y < Height; y++)
            {
                int inner = ((n * Height) + y) * row;
                int outer = (n * PaddedSize) + ((((y + Top) * PaddedWidth) + Left) * Channels);
                ReadOnlySpan<float> from = source.Slice(pad ? inner : outer, row);
                Span<float> to = target.Slice(pad ? outer : inner, row);
                if (add)
                {
                    Elementwise.Add(from, to);
                }
                else
                {
                    from.CopyTo(to);
                }
            }
        }
    }
}
