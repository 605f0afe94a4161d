namespace Weft.Kernels;

/// <summary>Products of plain matrices of one size, <c>[rows, inner] x [inner, columns]</c>, and the memory they take.</summary>
internal sealed class MatrixProduct
{
    private readonly Lanes _lanes;
    private readonly int _inner;
    private readonly int _columns;
    private readonly int[] _begins;
    private readonly int[] _outputs;
    private readonly int[] _taps;
    private readonly float[] _packed;

    public MatrixProduct(int rows, int inner, int columns)
    {
        (_inner, _columns) = (inner, columns);
        _lanes = Simd.Covering(columns);
        _begins = [.. Enumerable.Range(0, rows).Select(row => row * inner)];
        _outputs = [.. Enumerable.Range(0, rows).Select(row => row * columns)];
        _taps = [.. Enumerable.Range(0, inner)];
        // Kernels read a line past the end.
        _packed = new float[Gemm.PackedSize(_lanes, inner, columns) + 16];
    }

    /// <summary><c>c = a b</c></summary>
    public void Times(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
    {
        Gemm.Pack(_lanes, b, _inner, _columns, _columns, _packed, 0, _inner);
        Gemm.Multiply(_lanes, a, _begins, _taps, _packed, [], c, _outputs, _columns, GemmOutput.Store);
    }

    /// <summary><c>c = a b'</c>, where b has <c>[columns, inner]</c>.</summary>
    public void TimesTransposed(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
    {
        Gemm.PackTransposed(_lanes, b, _inner, _columns, _inner, _packed, 0, _columns);
        Gemm.Multiply(_lanes, a, _begins, _taps, _packed, [], c, _outputs, _columns, GemmOutput.Store);
    }
}
