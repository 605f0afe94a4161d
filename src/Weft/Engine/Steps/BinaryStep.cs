using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Arithmetic of two values, extents of 1 repeated: <c>y = a op b</c>.</summary>
/// <remarks>
/// Samples go through row by row: as many of the last axes as both operands either have or repeat are one row. In a row each operand is a vector or one number; tables say where it begins.
/// On the way back what was repeated is summed.
/// </remarks>
internal sealed class BinaryStep : Step
{
    private readonly BinaryKind _kind;
    private readonly Value _other;
    private readonly int _row;
    private readonly Side _left;
    private readonly Side _right;

    /// <param name="Places">Where each row of a sample begins in the operand.</param>
    /// <param name="IsNumber">Whether a row is one number.</param>
    /// <param name="IsWhole">Whether no value of it is used twice.</param>
    private sealed record Side(int[] Places, bool IsNumber, bool IsWhole);

    public BinaryStep(BinaryKind kind, Value left, Value right, Value output)
        : base(left, output)
    {
        (_kind, _other) = (kind, right);
        _row = Broadcast.RowOf(left.Shape, right.Shape, output.Shape);
        _left = SideOf(left.Shape);
        _right = SideOf(right.Shape);

        Side SideOf(Shape shape)
        {
            bool isNumber = Broadcast.IsNumber(shape, output.Shape, _row);
            return new Side(Broadcast.Places(shape, output.Shape, _row), isNumber, shape.Size == output.Size);
        }
    }

    public override IEnumerable<Value> Values => [Input, _other, Output];

    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> a = Of(pass.Data(Input), Input, i), b = Of(pass.Data(_other), _other, i);
            Span<float> y = Of(pass.Data(Output), Output, i);
            for (int row = 0; row < _left.Places.Length; row++)
            {
                BinaryKernels.Forward(_kind, Row(a, _left, row), Row(b, _right, row), y.Slice(row * _row, _row));
            }
        }
    }

    public override void Backward(Pass pass)
    {
        Back(pass, isLeft: false, _other, _right);
        Back(pass, isLeft: true, Input, _left);
    }

    private void Back(Pass pass, bool isLeft, Value value, Side side)
    {
        if (!value.HasGradient)
        {
            return;
        }

        Span<float> gradient = pass.Gradient(value);
        bool adds = value.AddsGradient || !side.IsWhole;
        if (adds && !value.AddsGradient)
        {
            gradient.Clear();
        }

        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> a = Of(pass.Data(Input), Input, i), b = Of(pass.Data(_other), _other, i), dy = Of(pass.Gradient(Output), Output, i);
            Span<float> d = Of(gradient, value, i);
            for (int row = 0; row < side.Places.Length; row++)
            {
                BinaryKernels.Backward(
                    _kind, isLeft, Row(a, _left, row), Row(b, _right, row), dy.Slice(row * _row, _row), d.Slice(side.Places[row], side.IsNumber ? 1 : _row), adds);
            }
        }
    }

    private ReadOnlySpan<float> Row(ReadOnlySpan<float> sample, Side side, int row) => sample.Slice(side.Places[row], side.IsNumber ? 1 : _row);

    private static Span<float> Of(Span<float> values, Value value, int sample) => values.Slice(sample * value.Size, value.Size);
}

/// <summary>Where the values of an operand lie that is repeated along axes of extent 1.</summary>
internal static class Broadcast
{
    /// <summary>The common shape.</summary>
    public static Shape Shape(Shape left, Shape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        return new Shape([.. Enumerable.Range(0, rank).Select(axis => Math.Max(Extent(left, axis, rank), Extent(right, axis, rank)))]);
    }

    /// <summary>The length of a row: the last axes together, as long as each operand has all of them, or none.</summary>
    public static int RowOf(Shape left, Shape right, Shape output)
    {
        int length = 1;
        bool? isLeft = null, isRight = null;
        for (int axis = output.Rank - 1; axis >= 0; axis--)
        {
            if (output[axis] == 1)
            {
                continue;
            }

            bool hasLeft = Extent(left, axis, output.Rank) > 1, hasRight = Extent(right, axis, output.Rank) > 1;
            if ((isLeft ?? hasLeft) != hasLeft || (isRight ?? hasRight) != hasRight)
            {
                break;
            }

            (isLeft, isRight) = (hasLeft, hasRight);
            length *= output[axis];
        }

        return length;
    }

    /// <summary>Whether an operand has one number for a whole row.</summary>
    public static bool IsNumber(Shape shape, Shape output, int row)
    {
        for (int axis = output.Rank - 1; axis >= 0 && row > 1; axis--)
        {
            if (output[axis] > 1)
            {
                return Extent(shape, axis, output.Rank) == 1;
            }
        }

        return false;
    }

    /// <summary>Where each row of the output begins in an operand.</summary>
    public static int[] Places(Shape shape, Shape output, int row)
    {
        int[] places = new int[output.Size / row];
        for (int i = 0; i < places.Length; i++)
        {
            int rest = i * row, stride = 1;
            for (int axis = output.Rank - 1; axis >= 0; axis--)
            {
                int extent = Extent(shape, axis, output.Rank);
                places[i] += extent == 1 ? 0 : rest % output[axis] * stride;
                rest /= output[axis];
                stride *= extent;
            }
        }

        return places;
    }

    private static int Extent(Shape shape, int axis, int rank) => axis < rank - shape.Rank ? 1 : shape[axis - (rank - shape.Rank)];
}
