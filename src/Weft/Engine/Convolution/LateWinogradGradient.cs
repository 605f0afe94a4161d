using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The kernel's gradient from the frequencies of a whole batch: <c>dU = V^T dM</c> for each frequency, <c>dg = G^T dU G</c>; some channels at a time.</summary>
/// <param name="v">Frequencies of the inputs.</param>
/// <param name="dm">Frequencies of the outputs' gradients.</param>
/// <param name="output">Winograd's m.</param>
internal sealed class LateWinogradGradient(KeptRows v, KeptRows dm, int output) : LateGradient
{
    private static int Channels => WinogradGradient.KernelChannels;

    private readonly int[] _taps = Tables.Multiples(v.RowSize, 1);
    private readonly Lanes _lanes = Simd.Covering(dm.RowSize);

    public override int Parts => (v.RowSize + Channels - 1) / Channels;

    public override int ScratchSize => (v.Planes + WinogradKernelGradient.Taps) * Pitch;

    private int Pitch => AlignedFloats.Pitch(Channels * dm.RowSize);

    public override void Compute(int part, BatchStore store, int samples, Span<float> scratch, Span<float> gradient)
    {
        int channel = part * Channels, filters = dm.RowSize;
        ReadOnlySpan<int> taps = _taps.AsSpan(channel, Math.Min(Channels, v.RowSize - channel)), rows = store.Rows(v, samples);
        ReadOnlySpan<float> input = store.Values(v), outputs = store.Values(dm);
        for (int f = 0; f < v.Planes; f++)
        {
            GemmTransposed.Multiply(_lanes, input[(f * store.Plane(v))..], rows, taps, outputs[(f * store.Plane(dm))..], filters, scratch[(f * Pitch)..], filters, filters, accumulate: false);
        }

        WinogradKernelGradient.Finish(output, scratch, Pitch, taps.Length * filters, gradient[(channel * filters)..], v.RowSize * filters, accumulate: false);
    }
}
