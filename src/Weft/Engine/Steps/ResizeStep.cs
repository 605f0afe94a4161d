using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>An image resampled along its rows and its columns: first whole rows are weighted and summed, then the pixels of each.</summary>
internal sealed class ResizeStep : Step
{
    private readonly AxisWeights _rows;
    private readonly AxisWeights _columns;
    private readonly float _fill;
    private readonly int _channels;
    private readonly int _width;
    private readonly Slab _row;

    /// <param name="rows">How rows are resampled.</param>
    /// <param name="columns">How columns are resampled.</param>
    /// <param name="fill">The value outside the image, where positions reach there.</param>
    /// <param name="input">The image.</param>
    /// <param name="output">The result.</param>
    /// <param name="arena">Where memory comes from.</param>
    public ResizeStep(AxisWeights rows, AxisWeights columns, float fill, Value input, Value output, ArenaLayout arena)
        : base(input, output)
    {
        (_rows, _columns, _fill) = (rows, columns, fill);
        (_width, _channels) = (input.Shape[1], input.Shape[2]);
        arena.BeginStep();
        _row = arena.Scratch(_width * _channels);
    }

    /// <summary>The weights of a layer.</summary>
    public static (AxisWeights Rows, AxisWeights Columns) WeightsOf(Resizing layer, Shape input)
    {
        (int height, int width) = (layer.Size.Height, layer.Size.Width);
        return (
            AxisWeights.Create(layer.Interpolation, layer.Antialias, input[0], layer.Source(input[0], input[1], height, width), height),
            AxisWeights.Create(layer.Interpolation, layer.Antialias, input[1], layer.Source(input[1], input[0], width, height), width));
    }

    /// <summary>The weights of a layer.</summary>
    public static (AxisWeights Rows, AxisWeights Columns) WeightsOf(UpSampling2D layer, Shape input) =>
        WeightsOf(new Resizing(input[0] * layer.Size.Height, input[1] * layer.Size.Width, layer.Interpolation), input);

    public override void Forward(Pass pass)
    {
        Span<float> between = pass.Work[_row];
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> y = pass.Data(Output).Slice(i * Output.Size, Output.Size);
            for (int row = 0; row < _rows.Count; row++)
            {
                (int first, float[] weights) = _rows[row];
                between.Clear();
                for (int t = 0; t < weights.Length; t++)
                {
                    TensorPrimitives.MultiplyAdd(x.Slice((first + t) * between.Length, between.Length), weights[t], between, between);
                }

                ToPixels(row, between, y.Slice(row * _columns.Count * _channels, _columns.Count * _channels));
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        Span<float> between = pass.Work[_row], dx = pass.Gradient(Input);
        dx.Clear();
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> dy = pass.Gradient(Output).Slice(i * Output.Size, Output.Size);
            Span<float> target = dx.Slice(i * Input.Size, Input.Size);
            for (int row = 0; row < _rows.Count; row++)
            {
                FromPixels(dy.Slice(row * _columns.Count * _channels, _columns.Count * _channels), between);
                (int first, float[] weights) = _rows[row];
                for (int t = 0; t < weights.Length; t++)
                {
                    Span<float> line = target.Slice((first + t) * between.Length, between.Length);
                    TensorPrimitives.MultiplyAdd(between, weights[t], line, line);
                }
            }
        }
    }

    private void ToPixels(int row, ReadOnlySpan<float> line, Span<float> y)
    {
        float inside = _rows.Inside(row);
        for (int column = 0; column < _columns.Count; column++)
        {
            (int first, float[] weights) = _columns[column];
            Span<float> pixel = y.Slice(column * _channels, _channels);
            pixel.Fill(_fill == 0 ? 0 : _fill * (1 - (inside * _columns.Inside(column))));
            for (int t = 0; t < weights.Length; t++)
            {
                TensorPrimitives.MultiplyAdd(line.Slice((first + t) * _channels, _channels), weights[t], pixel, pixel);
            }
        }
    }

    private void FromPixels(ReadOnlySpan<float> dy, Span<float> line)
    {
        line.Clear();
        for (int column = 0; column < _columns.Count; column++)
        {
            (int first, float[] weights) = _columns[column];
            ReadOnlySpan<float> pixel = dy.Slice(column * _channels, _channels);
            for (int t = 0; t < weights.Length; t++)
            {
                Span<float> target = line.Slice((first + t) * _channels, _channels);
                TensorPrimitives.MultiplyAdd(pixel, weights[t], target, target);
            }
        }
    }
}
