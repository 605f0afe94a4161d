using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A 3x3 kernel in Winograd's frequencies, packed for products with it or with its transpose.</summary>
internal sealed class WinogradKernel
{
    private const int PartRows = 16;

    private readonly ConvStep _step;
    private readonly int _output;
    private readonly bool _transposed;
    private readonly int _rows;
    private readonly int _columns;
    private readonly AlignedFloats _packed;
    private readonly AlignedFloats[] _scratch;
    private int _packedParts;

    /// <param name="step">Whose kernel.</param>
    /// <param name="output">Winograd's m.</param>
    /// <param name="transposed">Whether filters are summed over (for the input gradient) instead of channels.</param>
    public WinogradKernel(ConvStep step, int output, bool transposed)
    {
        (_step, _output, _transposed) = (step, output, transposed);
        (int channels, int filters) = (step.Geometry.Channels, step.Geometry.Filters);
        (_rows, _columns) = transposed ? (filters, channels) : (channels, filters);
        Lanes = Simd.Covering(_columns);
        Plane = AlignedFloats.Pitch(Gemm.PackedSize(Lanes, _rows, _columns));
        _packed = step.Own((output + 2) * (output + 2) * Plane);
        _scratch = transposed ? [.. Enumerable.Range(0, Parts).Select(_ => step.Own(9 * PartRows * _columns))] : [];
    }

    public Lanes Lanes { get; }

    public int Parts => (_rows + PartRows - 1) / PartRows;

    /// <summary>All frequencies, packed.</summary>
    public ReadOnlySpan<float> Packed => _packed.Span;

    /// <summary>From one frequency to the next.</summary>
    public int Plane { get; }

    /// <summary>Whether every part has been packed once; asked of forward plans, whose kernels may come late.</summary>
    public bool IsPacked => Volatile.Read(ref _packedParts) >= Parts;

    public void Pack(int part)
    {
        int begin = part * PartRows, count = Math.Min(PartRows, _rows - begin);
        ReadOnlySpan<float> rows = _transposed ? Transposed(part, begin, count) : _step.Kernel[(begin * _columns)..];
        WinogradTransform.Kernel(_output, rows, (_transposed ? count : _rows) * _columns, count, _columns, _packed.Span, Plane, begin, _rows);
        if (!IsPacked)
        {
            Interlocked.Increment(ref _packedParts);
        }
    }

    private ReadOnlySpan<float> Transposed(int part, int begin, int count)
    {
        Span<float> rows = _scratch[part].Span;
        for (int tap = 0; tap < 9; tap++)
        {
            Transpose.Matrix(_step.Kernel[((tap * _columns * _rows) + begin)..], _columns, count, _rows, rows[(tap * count * _columns)..], _columns);
        }

        return rows;
    }
}
