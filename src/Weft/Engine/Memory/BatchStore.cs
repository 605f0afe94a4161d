using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A matrix of which every sample of a batch fills some rows, in one or more planes.</summary>
/// <param name="Index">Its place in the store.</param>
/// <param name="Planes">How many matrices of this shape.</param>
/// <param name="RowsPerSample">Rows of one sample.</param>
/// <param name="RowSize">Floats from one row to the next.</param>
internal sealed record KeptRows(int Index, int Planes, int RowsPerSample, int RowSize)
{
    public int SampleSize => RowsPerSample * RowSize;
}

/// <summary>What is kept of all samples of a batch until the last one has gone through, for the gradients that are computed then.</summary>
internal sealed class BatchStore : IDisposable
{
    private readonly AlignedFloats[] _values;
    private readonly int[][] _rows;
    private readonly int _batchSize;

    /// <param name="kept">What is kept.</param>
    /// <param name="batchSize">The most samples of a batch.</param>
    public BatchStore(IReadOnlyList<KeptRows> kept, int batchSize)
    {
        _batchSize = batchSize;
        _values = [.. kept.Select(rows => new AlignedFloats(rows.Planes * Plane(rows)))];
        _rows = [.. kept.Select(rows => Tables.Multiples(batchSize * rows.RowsPerSample, rows.RowSize))];
    }

    /// <summary>From one plane to the next.</summary>
    public int Plane(KeptRows kept) => AlignedFloats.Pitch(_batchSize * kept.SampleSize);

    /// <summary>All planes.</summary>
    public Span<float> Values(KeptRows kept) => _values[kept.Index].Span;

    /// <summary>Where the rows of the first <paramref name="samples"/> samples begin in a plane.</summary>
    public ReadOnlySpan<int> Rows(KeptRows kept, int samples) => _rows[kept.Index].AsSpan(0, samples * kept.RowsPerSample);

    public void Dispose() => Array.ForEach(_values, values => values.Dispose());
}
