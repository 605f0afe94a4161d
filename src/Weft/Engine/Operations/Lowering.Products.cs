using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine.Operations;

/// <content>The rule of products of two values along an axis of each.</content>
internal sealed partial class Lowering
{
    // Both as rows along their axis: [m, k] and [n, k] give [m, n].
    private Operand RowProduct(Dot dot, Operand left, Operand right, Shape shape)
    {
        (int a, int b) = dot.SampleAxes(left.Shape, right.Shape);
        return Add(new RowProductOperation(shape, Rows(left, a), Rows(right, b)));

        Operand Rows(Operand x, int axis)
        {
            Operand last = axis == x.Shape.Rank - 1 ? x : Transposed(AxisOrder.Last(axis, x.Shape.Rank), x);
            Operand scaled = dot.Normalize
                ? Normalize("unit normalisation", RowNormalization.Length, 0, [last.Shape.Rank - 1], (null, null), last)
                : last;
            return View(scaled, [last.Shape.Size / last.Shape[^1], last.Shape[^1]]);
        }
    }
}

/// <summary>The products of all rows of one operand with all rows of another.</summary>
internal sealed class RowProductOperation(Shape shape, Operand left, Operand right) : Operation(shape, left, right)
{
    public override bool AddsGradient(int input) => true;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new RowProductStep(inputs[0], inputs[1], output);

    public override string ToString() => "product of rows";
}

/// <summary>The products of the matrices of two operands.</summary>
internal sealed class MatrixProductOperation(Shape shape, Operand left, Operand right) : Operation(shape, left, right)
{
    public override bool AddsGradient(int input) => true;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) =>
        new MatrixProductStep(inputs[0], inputs[1], output, emission.Arena);

    public override string ToString() => "product of matrices";
}
