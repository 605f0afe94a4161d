using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The products of the matrices of two values: <c>y[p, m, n] = sum_k a[p, m, k] b[p, k, n]</c>, sample by sample.</summary>
/// <remarks>Backward: <c>da = dy b'</c> and <c>db = a' dy</c>, matrix by matrix.</remarks>
internal sealed class MatrixProductStep : Step
{
    private readonly Value _right;
    private readonly (int Left, int Right, int Output) _sizes;
    private readonly (int Inner, int Columns) _extents;
    private readonly (Lanes Columns, Lanes Inner) _lanes;
    private readonly int[] _leftRows;
    private readonly int[] _outputRows;
    private readonly int[] _innerTaps;
    private readonly int[] _columnTaps;
    private readonly Slab _packed;

    public MatrixProductStep(Value left, Value right, Value output, ArenaLayout arena)
        : base(left, output)
    {
        _right = right;
        (int rows, int inner, int columns) = (left.Shape[^2], left.Shape[^1], right.Shape[^1]);
        (_sizes, _extents) = ((rows * inner, inner * columns, rows * columns), (inner, columns));
        _lanes = (Simd.Covering(columns), Simd.Covering(inner));
        (_leftRows, _outputRows) = (Tables.Multiples(rows, inner), Tables.Multiples(rows, columns));
        (_innerTaps, _columnTaps) = (Tables.Multiples(inner, 1), Tables.Multiples(columns, 1));
        int forward = Gemm.PackedSize(_lanes.Columns, inner, columns), back = left.HasGradient ? Gemm.PackedSize(_lanes.Inner, columns, inner) : 0;
        _packed = arena.Scratch(Math.Max(forward, back));
    }

    public override IEnumerable<Value> Values => [Input, _right, Output];

    public override void Forward(Pass pass)
    {
        (int inner, int columns) = _extents;
        Span<float> packed = pass.Work[_packed];
        ReadOnlySpan<float> a = pass.Data(Input), b = pass.Data(_right);
        Span<float> y = pass.Data(Output);
        for (int at = 0; at < y.Length / _sizes.Output; at++)
        {
            Gemm.Pack(_lanes.Columns, b[(at * _sizes.Right)..], inner, columns, columns, packed, 0, inner);
            Gemm.Multiply(
                _lanes.Columns, a[(at * _sizes.Left)..], _leftRows, _innerTaps, packed, [], y[(at * _sizes.Output)..], _outputRows, columns, GemmOutput.Store);
        }
    }

    public override void Backward(Pass pass)
    {
        (int inner, int columns) = _extents;
        ReadOnlySpan<float> dy = pass.Gradient(Output);
        int count = dy.Length / _sizes.Output;
        if (_right.HasGradient)
        {
            ReadOnlySpan<float> a = pass.Data(Input);
            Span<float> db = pass.Gradient(_right);
            for (int at = 0; at < count; at++)
            {
                GemmTransposed.Multiply(
                    _lanes.Columns, a[(at * _sizes.Left)..], _leftRows, _innerTaps, dy[(at * _sizes.Output)..], columns, db[(at * _sizes.Right)..], columns, columns,
                    _right.AddsGradient);
            }
        }

        if (Input.HasGradient)
        {
            ReadOnlySpan<float> b = pass.Data(_right);
            Span<float> da = pass.Gradient(Input), packed = pass.Work[_packed];
            GemmOutput output = Input.AddsGradient ? GemmOutput.Accumulate : GemmOutput.Store;
            for (int at = 0; at < count; at++)
            {
                Gemm.PackTransposed(_lanes.Inner, b[(at * _sizes.Right)..], columns, inner, columns, packed, 0, inner);
                Gemm.Multiply(
                    _lanes.Inner, dy[(at * _sizes.Output)..], _outputRows, _columnTaps, packed, [], da[(at * _sizes.Left)..], _leftRows, inner, output);
            }
        }
    }
}
