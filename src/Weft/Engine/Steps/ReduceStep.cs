namespace Weft.Engine;

/// <summary>One value of those along some axes: their sum, the largest or the smallest. A table says where they lie.</summary>
/// <remarks>The values of an output are added in their order, in double precision. Of several that are the largest, each gets an equal
/// share of the gradient.</remarks>
internal sealed class ReduceStep : Step
{
    private readonly ReduceKind _kind;
    private readonly int[] _places;
    private readonly int _count;

    /// <param name="kind">What is made of the values.</param>
    /// <param name="axes">The axes, counted from 0 without the batch.</param>
    /// <param name="input">The values.</param>
    /// <param name="output">The results.</param>
    public ReduceStep(ReduceKind kind, int[] axes, Value input, Value output)
        : base(input, output)
    {
        _kind = kind;
        _count = axes.Aggregate(1, (count, axis) => count * input.Shape[axis]);
        _places = [.. Enumerable.Range(0, input.Size).OrderBy(at => ResultOf(at, axes, input.Shape))];
    }

    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> y = pass.Data(Output).Slice(i * Output.Size, Output.Size);
            for (int at = 0; at < y.Length; at++)
            {
                ReadOnlySpan<int> places = _places.AsSpan(at * _count, _count);
                y[at] = _kind == ReduceKind.Sum ? Sum(x, places) : Extreme(x, places);
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size),
                y = pass.Data(Output).Slice(i * Output.Size, Output.Size);
            ReadOnlySpan<float> dy = pass.Gradient(Output).Slice(i * Output.Size, Output.Size);
            Span<float> dx = pass.Gradient(Input).Slice(i * Input.Size, Input.Size);
            for (int at = 0; at < y.Length; at++)
            {
                ReadOnlySpan<int> places = _places.AsSpan(at * _count, _count);
                if (_kind == ReduceKind.Sum)
                {
                    Spread(dy[at], places, dx);
                }
                else
                {
                    Share(x, y[at], dy[at], places, dx);
                }
            }
        }
    }

    private static float Sum(ReadOnlySpan<float> x, ReadOnlySpan<int> places)
    {
        double sum = 0;
        foreach (int place in places)
        {
            sum += x[place];
        }

        return (float)sum;
    }

    private float Extreme(ReadOnlySpan<float> x, ReadOnlySpan<int> places)
    {
        float extreme = x[places[0]];
        foreach (int place in places[1..])
        {
            extreme = _kind == ReduceKind.Maximum ? MathF.Max(extreme, x[place]) : MathF.Min(extreme, x[place]);
        }

        return extreme;
    }

    private static void Spread(float gradient, ReadOnlySpan<int> places, Span<float> dx)
    {
        foreach (int place in places)
        {
            dx[place] = gradient;
        }
    }

    private static void Share(ReadOnlySpan<float> x, float extreme, float gradient, ReadOnlySpan<int> places, Span<float> dx)
    {
        int count = 0;
        foreach (int place in places)
        {
            count += x[place] == extreme ? 1 : 0;
        }

        foreach (int place in places)
        {
            dx[place] = x[place] == extreme ? gradient / count : 0;
        }
    }

    private static int ResultOf(int at, int[] axes, Shape shape)
    {
        int result = 0, stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (!axes.Contains(axis))
            {
                result += at % shape[axis] * stride;
                stride *= shape[axis];
            }

            at /= shape[axis];
        }

        return result;
    }
}

/// <summary>What is made of several values.</summary>
internal enum ReduceKind
{
    Sum,
    Maximum,
    Minimum,
}
