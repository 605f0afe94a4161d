using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Every output value one of the input's.</summary>
internal sealed class SelectionOperation : Operation
{
    private readonly int[] _from;

    private SelectionOperation(int[] input, int[] output, Func<int[], int[]> from)
        : base(input, output)
    {
        _from = [.. Enumerable.Range(0, OutputSize).Select(at => Place(from(Coordinates(at, output)), input))];
    }

    /// <summary>Axis i of the result is axis <c>axes[i + 1]</c> of the input, the batch counted as 0.</summary>
    public static SelectionOperation Transposed(int[] axes, int[] input) => new(
        input, [.. axes.Skip(1).Select(axis => input[axis - 1])], at => [.. input.Select((_, axis) => at[Array.IndexOf(axes, axis + 1) - 1])]);

    /// <summary>Python's slices, spelt out.</summary>
    public static SelectionOperation Taken(AxisPart[] parts, int[] input)
    {
        int[][] taken = [.. input.Select((extent, axis) => Indices(axis < parts.Length ? parts[axis] : default, extent))];
        bool[] isDropped = [.. input.Select((_, axis) => axis < parts.Length && parts[axis].Place is not null)];
        return new SelectionOperation(input, [.. taken.Where((_, axis) => !isDropped[axis]).Select(places => places.Length)], at =>
        {
            Queue<int> rest = new(at);
            return [.. taken.Select((places, axis) => places[isDropped[axis] ? 0 : rest.Dequeue()])];
        });
    }

    public override double[] Forward(double[] x) => [.. _from.Select(at => x[at])];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            dx[_from[i]] += dy[i];
        }

        return dx;
    }

    // Every place that lies between the bounds and a whole number of steps from the beginning.
    private static int[] Indices(AxisPart part, int extent)
    {
        if (part.Place is { } place)
        {
            return [place < 0 ? place + extent : place];
        }

        int step = part.Step ?? 1;
        int[] order = [.. step > 0 ? Enumerable.Range(0, extent) : Enumerable.Range(0, extent).Reverse()];
        int? start = part.Start < 0 ? part.Start + extent : part.Start, stop = part.Stop < 0 ? part.Stop + extent : part.Stop;
        int[] within = [.. order.Where(at => (start is null || (step > 0 ? at >= start : at <= start)) && (stop is null || (step > 0 ? at < stop : at > stop)))];
        return [.. within.Where((_, i) => i % Math.Abs(step) == 0)];
    }

    private static int[] Coordinates(int at, int[] extents)
    {
        int[] coordinates = new int[extents.Length];
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            (at, coordinates[axis]) = Math.DivRem(at, extents[axis]);
        }

        return coordinates;
    }

    private static int Place(int[] coordinates, int[] extents) => coordinates.Select((at, axis) => (at, axis)).Aggregate(0, (place, pair) => (place * extents[pair.axis]) + pair.at);
}

/// <summary>The product of a vector with a matrix that is not trained.</summary>
internal sealed class ConstantProductOperation(int inputs, int outputs, double[] matrix) : Operation([inputs], [outputs])
{
    public override int SummationLength => inputs;

    public override double[] Forward(double[] x) => [.. Enumerable.Range(0, outputs).Select(o => Enumerable.Range(0, inputs).Sum(i => x[i] * matrix[(i * outputs) + o]))];

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. Enumerable.Range(0, inputs).Select(i => Enumerable.Range(0, outputs).Sum(o => dy[o] * matrix[(i * outputs) + o]))];
}
