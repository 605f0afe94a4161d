using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>Every output pixel a weighted sum of some input pixels, the same for all samples and channels: padding with zeros and enlarging.</summary>
internal sealed class GatherStep : Step
{
    private readonly int _channels;
    private readonly int _taps;
    private readonly int[] _pixels;
    private readonly float[] _weights;

    /// <param name="taps">For every output pixel, as many input pixels with their weights as any of them needs.</param>
    /// <param name="input">The image.</param>
    /// <param name="output">The result.</param>
    public GatherStep((int Pixel, float Weight)[][] taps, Value input, Value output)
        : base(input, output)
    {
        _channels = input.Shape[2];
        _taps = taps.Max(pixel => pixel.Length);
        (_pixels, _weights) = (new int[taps.Length * _taps], new float[taps.Length * _taps]);
        for (int i = 0; i < taps.Length; i++)
        {
            for (int t = 0; t < taps[i].Length; t++)
            {
                (_pixels[(i * _taps) + t], _weights[(i * _taps) + t]) = taps[i][t];
            }
        }
    }

    /// <summary>The image with zeros around it.</summary>
    public static (int Pixel, float Weight)[][] ZerosAround(ZeroPadding2D layer, Shape input, Shape output) =>
        [.. Grid(output, (y, x) => y < layer.Top || y >= layer.Top + input[0] || x < layer.Left || x >= layer.Left + input[1]
            ? []
            : [(((y - layer.Top) * input[1]) + x - layer.Left, 1f)])];

    /// <summary>The image enlarged.</summary>
    public static (int Pixel, float Weight)[][] Enlarged(UpSampling2D layer, Shape input, Shape output) => layer.Interpolation == Interpolation.Nearest
        ? [.. Grid(output, (y, x) => [((y / layer.Size.Height * input[1]) + (x / layer.Size.Width), 1f)])]
        : [.. Grid(output, (y, x) => Between(Around(y, layer.Size.Height, input[0]), Around(x, layer.Size.Width, input[1]), input[1]))];

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> y = pass.Data(Output);
        for (int at = 0, row = 0; at < y.Length; at += _channels, row += _taps)
        {
            row = at % Output.Size == 0 ? 0 : row;
            int sample = at / Output.Size * Input.Size;
            Span<float> target = y.Slice(at, _channels);
            target.Clear();
            for (int t = row; t < row + _taps; t++)
            {
                if (_weights[t] != 0)
                {
                    TensorPrimitives.MultiplyAdd(x.Slice(sample + (_pixels[t] * _channels), _channels), _weights[t], target, target);
                }
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        ReadOnlySpan<float> dy = pass.Gradient(Output);
        Span<float> dx = pass.Gradient(Input);
        dx.Clear();
        for (int at = 0, row = 0; at < dy.Length; at += _channels, row += _taps)
        {
            row = at % Output.Size == 0 ? 0 : row;
            int sample = at / Output.Size * Input.Size;
            for (int t = row; t < row + _taps; t++)
            {
                if (_weights[t] != 0)
                {
                    Span<float> target = dx.Slice(sample + (_pixels[t] * _channels), _channels);
                    TensorPrimitives.MultiplyAdd(dy.Slice(at, _channels), _weights[t], target, target);
                }
            }
        }
    }

    private static IEnumerable<(int Pixel, float Weight)[]> Grid(Shape output, Func<int, int, (int, float)[]> pixel) =>
        from y in Enumerable.Range(0, output[0]) from x in Enumerable.Range(0, output[1]) select pixel(y, x);

    // Middles of pixels lie at half coordinates; beyond the outermost ones the border's values go on.
    private static (int Before, int After, double Part) Around(int position, int factor, int extent)
    {
        double at = Math.Clamp(((position + 0.5) / factor) - 0.5, 0, extent - 1);
        int before = (int)Math.Floor(at);
        return (before, Math.Min(before + 1, extent - 1), at - before);
    }

    private static (int Pixel, float Weight)[] Between((int Before, int After, double Part) y, (int Before, int After, double Part) x, int width) =>
    [
        ((y.Before * width) + x.Before, (float)((1 - y.Part) * (1 - x.Part))),
        ((y.Before * width) + x.After, (float)((1 - y.Part) * x.Part)),
        ((y.After * width) + x.Before, (float)(y.Part * (1 - x.Part))),
        ((y.After * width) + x.After, (float)(y.Part * x.Part)),
    ];
}
