using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>Max or average pooling into a given number of windows, which may overlap.</summary>
internal sealed class AdaptivePoolStep : Step
{
    private readonly bool _isMax;
    private readonly int _width;
    private readonly int _channels;
    private readonly (int Begin, int End)[] _rows;
    private readonly (int Begin, int End)[] _columns;

    public AdaptivePoolStep(bool isMax, Value input, Value output)
        : base(input, output)
    {
        (_isMax, _width, _channels) = (isMax, input.Shape[1], input.Shape[2]);
        _rows = [.. Enumerable.Range(0, output.Shape[0]).Select(i => AdaptivePooling2D.Window(i, input.Shape[0], output.Shape[0]))];
        _columns = [.. Enumerable.Range(0, output.Shape[1]).Select(i => AdaptivePooling2D.Window(i, input.Shape[1], output.Shape[1]))];
    }

    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> y = pass.Data(Output).Slice(i * Output.Size, Output.Size);
            for (int window = 0; window < _rows.Length * _columns.Length; window++)
            {
                Span<float> pixel = y.Slice(window * _channels, _channels);
                (int Begin, int End) rows = _rows[window / _columns.Length], columns = _columns[window % _columns.Length];
                Pixel(x, rows.Begin, columns.Begin).CopyTo(pixel);
                for (int row = rows.Begin; row < rows.End; row++)
                {
                    for (int column = row == rows.Begin ? columns.Begin + 1 : columns.Begin; column < columns.End; column++)
                    {
                        Take(Pixel(x, row, column), pixel);
                    }
                }

                if (!_isMax)
                {
                    TensorPrimitives.Multiply(pixel, Share(rows, columns), pixel);
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

        Span<float> dx = pass.Gradient(Input);
        dx.Clear();
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size), y = pass.Data(Output).Slice(i * Output.Size, Output.Size);
            ReadOnlySpan<float> dy = pass.Gradient(Output).Slice(i * Output.Size, Output.Size);
            Span<float> target = dx.Slice(i * Input.Size, Input.Size);
            for (int window = 0; window < _rows.Length * _columns.Length; window++)
            {
                (int Begin, int End) rows = _rows[window / _columns.Length], columns = _columns[window % _columns.Length];
                ReadOnlySpan<float> gradient = dy.Slice(window * _channels, _channels);
                if (_isMax)
                {
                    ToWinners(rows, columns, x, y.Slice(window * _channels, _channels), gradient, target);
                }
                else
                {
                    ToAll(rows, columns, gradient, target);
                }
            }
        }
    }

    private void Take(ReadOnlySpan<float> x, Span<float> pixel)
    {
        if (_isMax)
        {
            TensorPrimitives.Max(pixel, x, pixel);
        }
        else
        {
            TensorPrimitives.Add(pixel, x, pixel);
        }
    }

    private void ToAll((int Begin, int End) rows, (int Begin, int End) columns, ReadOnlySpan<float> gradient, Span<float> dx)
    {
        float share = Share(rows, columns);
        for (int row = rows.Begin; row < rows.End; row++)
        {
            for (int column = columns.Begin; column < columns.End; column++)
            {
                Span<float> pixel = dx.Slice(((row * _width) + column) * _channels, _channels);
                TensorPrimitives.MultiplyAdd(gradient, share, pixel, pixel);
            }
        }
    }

    private void ToWinners((int Begin, int End) rows, (int Begin, int End) columns, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> dx)
    {
        for (int c = 0; c < _channels; c++)
        {
            int winner = Winner(rows, columns, x, c, y[c]);
            if (winner >= 0)
            {
                dx[winner] += gradient[c];
            }
        }
    }

    private int Winner((int Begin, int End) rows, (int Begin, int End) columns, ReadOnlySpan<float> x, int channel, float largest)
    {
        for (int row = rows.Begin; row < rows.End; row++)
        {
            for (int column = columns.Begin; column < columns.End; column++)
            {
                int at = (((row * _width) + column) * _channels) + channel;
                if (x[at] == largest)
                {
                    return at;
                }
            }
        }

        return -1;
    }

    private static float Share((int Begin, int End) rows, (int Begin, int End) columns) => 1f / ((rows.End - rows.Begin) * (columns.End - columns.Begin));

    private ReadOnlySpan<float> Pixel(ReadOnlySpan<float> image, int row, int column) => image.Slice(((row * _width) + column) * _channels, _channels);
}
