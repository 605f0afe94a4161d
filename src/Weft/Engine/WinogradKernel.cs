using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A 3x3 kernel in Winograd's frequencies, packed for products with it or with its transpose.</summary>
internal sealed class WinogradKernel
{
    private const int PartChannels = 16;

    private readonly ConvStep _step;
    private readonly int _output;
    private readonly bool _transposed;
    private readonly AlignedFloats[] _packed;
    private readonly AlignedFloats[] _scratch;

    /// <param name="step">Whose kernel.</param>
    /// <param name="output">Winograd's m.</param>
    /// <param name="transposed">Whether filters are summed over (for the input gradient) instead of channels.</param>
    public WinogradKernel(ConvStep step, int output, bool transposed)
    {
        (_step, _output, _transposed) = (step, output, transposed);
        (int channels, int filters) = (step.Geometry.Channels, step.Geometry.Filters);
        Lanes = Simd.For(transposed ? channels : filters);
        int size = transposed ? Gemm.PackedSize(Lanes, filters, channels) : Gemm.PackedSize(Lanes, channels, filters);
        int frequencies = (output + 2) * (output + 2);
        _packed = [.. Enumerable.Range(0, frequencies).Select(_ => new AlignedFloats(size))];
        _scratch = [.. Enumerable.Range(0, Parts).Select(_ => new AlignedFloats(frequencies * WinogradTransform.Plane(PartChannels * filters)))];
    }

    public Lanes Lanes { get; }

    public int Parts => (_step.Geometry.Channels + PartChannels - 1) / PartChannels;

    public ReadOnlySpan<float> this[int frequency] => _packed[frequency].Span;

    public void Pack(int part)
    {
        (int channels, int filters) = (_step.Geometry.Channels, _step.Geometry.Filters);
        int begin = part * PartChannels, end = Math.Min(begin + PartChannels, channels);
        int size = (end - begin) * filters, plane = WinogradTransform.Plane(size);
        Span<float> frequencies = _scratch[part].Span;
        WinogradTransform.Kernel(_output, _step.Kernel[(begin * filters)..], channels * filters, size, frequencies, plane);
        for (int f = 0; f < _packed.Length; f++)
        {
            ReadOnlySpan<float> frequency = frequencies.Slice(f * plane, size);
            if (_transposed)
            {
                Gemm.PackTransposed(Lanes, frequency, filters, filters, _packed[f].Span, begin, end);
            }
            else
            {
                Gemm.Pack(Lanes, frequency, channels, filters, filters, _packed[f].Span, begin, end);
            }
        }
    }
}
