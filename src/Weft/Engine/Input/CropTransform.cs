using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A window of a picture: at a random place while training, otherwise the largest of its proportions from the middle, resized.</summary>
internal sealed class CropTransform : SampleTransform
{
    private static readonly Sampling s_resize = new(Interpolation.Bilinear, FillMode.Nearest, 0);

    private readonly PictureSize _from;
    private readonly PictureSize _to;
    private readonly PictureSize _window;
    private readonly ulong? _key;
    private readonly PictureBorders _borders;
    private readonly Slab _cut;

    /// <param name="input">The picture's shape.</param>
    /// <param name="output">The window's shape.</param>
    /// <param name="key">Keys the place; null for the middle.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public CropTransform(Shape input, Shape output, ulong? key, ArenaLayout arena)
        : base(output)
    {
        (_from, _to) = (PictureSize.Of(input), PictureSize.Of(output));
        _key = _from.Height >= _to.Height && _from.Width >= _to.Width ? key : null;
        int height = Math.Clamp((int)((double)_from.Width * _to.Height / _to.Width), 1, _from.Height);
        int width = Math.Clamp((int)((double)_from.Height * _to.Width / _to.Height), 1, _from.Width);
        _window = _key is null ? new PictureSize(height, width, _from.Channels) : _to;
        _borders = new PictureBorders(_window, s_resize);
        _cut = arena.Floats(_window == _to ? 0 : height * width * _from.Channels);
    }

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        (int freeRows, int freeColumns) = (_from.Height - _window.Height, _from.Width - _window.Width);
        (int top, int left) = (freeRows / 2, freeColumns / 2);
        if (_key is { } key)
        {
            Generator random = draw.Of(key);
            (top, left) = (random.NextInt(freeRows + 1), random.NextInt(freeColumns + 1));
        }

        if (_window == _to)
        {
            Cut(x, top, left, y);
            return;
        }

        Span<float> cut = draw.Work[_cut];
        Cut(x, top, left, cut);
        double down = (double)_window.Height / _to.Height, right = (double)_window.Width / _to.Width;

        // Pixels are squares: the middle of the first is half a pixel from the edge, in both pictures.
        PictureResampling.Run(cut, _borders, y, _to, new Affine(right, 0, (right - 1) / 2, 0, down, (down - 1) / 2));
    }

    private void Cut(ReadOnlySpan<float> x, int top, int left, Span<float> y)
    {
        int length = _window.Width * _from.Channels;
        for (int row = 0; row < _window.Height; row++)
        {
            x.Slice((((top + row) * _from.Width) + left) * _from.Channels, length).CopyTo(y[(row * length)..]);
        }
    }
}
