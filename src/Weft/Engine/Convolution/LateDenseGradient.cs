using Weft.Kernels;

namespace Weft.Engine;

/// <summary><c>dW = X^T dY</c> over all samples of a batch, some rows of dW at a time.</summary>
/// <param name="x">The layer's inputs.</param>
/// <param name="dy">The gradients of its outputs.</param>
/// <param name="features">Rows of the kernel.</param>
/// <param name="units">Columns of the kernel.</param>
internal sealed class LateDenseGradient(KeptRows x, KeptRows dy, int features, int units) : LateGradient
{
    private readonly int _rows = Math.Max(1, 4096 / units / GemmTransposed.BlockTaps) * GemmTransposed.BlockTaps;
    private readonly int[] _taps = Tables.Multiples(features, 1);
    private readonly Lanes _lanes = Simd.Covering(units);

    public override int Parts => (features + _rows - 1) / _rows;

    public override int ScratchSize => 0;

    public override void Compute(int part, BatchStore store, int samples, Span<float> scratch, Span<float> gradient)
    {
        int begin = part * _rows;
        ReadOnlySpan<int> taps = _taps.AsSpan(begin, Math.Min(_rows, features - begin));
        GemmTransposed.Multiply(_lanes, store.Values(x), store.Rows(x, samples), taps, store.Values(dy), dy.RowSize, gradient[(begin * units)..], units, units, accumulate: false);
    }
}
