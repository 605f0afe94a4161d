using Weft.Layers;

namespace Weft.Engine;

/// <summary>Every output value one of the input's: axes in another order, a part of each axis. A table says which.</summary>
/// <param name="places">Where each output value lies in the input.</param>
/// <param name="input">The values.</param>
/// <param name="output">The selection.</param>
internal sealed class SelectStep(int[] places, Value input, Value output) : Step(input, output)
{
    /// <summary>The axes in another order.</summary>
    public static int[] Transposed(TransposeOperation layer, Shape input, Shape output) =>
        Places(output, [.. layer.Axes.Skip(1).Select(axis => Enumerable.Range(0, input[axis - 1]).Select(at => at * Stride(input, axis - 1)).ToArray())]);

    /// <summary>A part of each axis.</summary>
    public static int[] Taken(GetItemOperation layer, Shape input)
    {
        int[][] parts = layer.Places(input);
        return Places(new Shape([.. parts.Select(part => part.Length)]),
            [.. parts.Select((part, axis) => Array.ConvertAll(part, at => at * Stride(input, axis)))]);
    }

    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> y = pass.Data(Output).Slice(i * Output.Size, Output.Size);
            for (int at = 0; at < places.Length; at++)
            {
                y[at] = x[places[at]];
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        pass.Gradient(Input).Clear();
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> dy = pass.Gradient(Output).Slice(i * Output.Size, Output.Size);
            Span<float> dx = pass.Gradient(Input).Slice(i * Input.Size, Input.Size);
            for (int at = 0; at < places.Length; at++)
            {
                dx[places[at]] += dy[at];
            }
        }
    }

    // The sum over axes of where each coordinate lies.
    private static int[] Places(Shape output, int[][] offsets)
    {
        int[] places = new int[output.Size];
        for (int at = 0; at < places.Length; at++)
        {
            int rest = at;
            for (int axis = output.Rank - 1; axis >= 0; axis--)
            {
                places[at] += offsets[axis][rest % output[axis]];
                rest /= output[axis];
            }
        }

        return places;
    }

    private static int Stride(Shape shape, int axis) => shape.Skip(axis + 1).Aggregate(1, (stride, extent) => stride * extent);
}
