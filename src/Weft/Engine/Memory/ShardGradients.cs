using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Some rows of a parameter: what one worker updates at a time.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Index">Its number.</param>
/// <param name="Begin">The first row.</param>
/// <param name="End">The row after the last.</param>
internal sealed record Stretch(Parameter Parameter, int Index, int Begin, int End)
{
    private const int Floats = 4096;

    public int Rows => End - Begin;

    /// <summary>Where it begins in the weight.</summary>
    public int Start => Begin * Parameter.Columns;

    public int Length => Rows * Parameter.Columns;

    /// <summary>Cuts a parameter into stretches, by its shape alone.</summary>
    public static IEnumerable<Stretch> Cut(Parameter parameter, int index)
    {
        int rows = Math.Max(1, Floats / parameter.Columns);
        for (int begin = 0; begin < parameter.Rows; begin += rows)
        {
            yield return new Stretch(parameter, index, begin, Math.Min(begin + rows, parameter.Rows));
        }
    }
}

/// <summary>The gradients that shards leave, a buffer for each, and their sum: shard 0 + shard 1 + ..., always in this order.</summary>
internal sealed class ShardGradients(int shards, int size) : IDisposable
{
    private readonly AlignedFloats[] _buffers = [.. Enumerable.Range(0, shards).Select(_ => new AlignedFloats(size))];

    public AlignedFloats this[int shard] => _buffers[shard];

    /// <summary>The buffers of the first <paramref name="count"/> shards.</summary>
    public ReadOnlySpan<AlignedFloats> First(int count) => _buffers.AsSpan(0, count);

    /// <summary>The sum of the first <paramref name="count"/> shards for a stretch, in the weight's layout.</summary>
    /// <param name="stretch">The stretch.</param>
    /// <param name="count">How many shards.</param>
    /// <param name="scratch">Where the sum goes: twice as long as the stretch.</param>
    public Span<float> Sum(Stretch stretch, int count, Span<float> scratch)
    {
        Parameter parameter = stretch.Parameter;
        count = parameter.Late is null ? count : 1;
        Span<float> sum = scratch[..stretch.Length];
        if (!parameter.Transposed)
        {
            Sum(parameter.Offset + stretch.Start, count, sum);
            return sum;
        }

        for (int column = 0; column < parameter.Columns; column++)
        {
            Sum(ColumnOffset(stretch, column), count, sum.Slice(column * stretch.Rows, stretch.Rows));
        }

        Span<float> gradient = scratch.Slice(stretch.Length, stretch.Length);
        Transpose.Matrix(sum, parameter.Columns, stretch.Rows, stretch.Rows, gradient, parameter.Columns);
        return gradient;
    }

    /// <summary>Leaves the sum of the first <paramref name="count"/> shards for a stretch in shard 0.</summary>
    public void Fold(Stretch stretch, int count)
    {
        Parameter parameter = stretch.Parameter;
        count = parameter.Late is null ? count : 1;
        if (!parameter.Transposed)
        {
            Fold(parameter.Offset + stretch.Start, stretch.Length, count);
            return;
        }

        for (int column = 0; column < parameter.Columns; column++)
        {
            Fold(ColumnOffset(stretch, column), stretch.Rows, count);
        }
    }

    public void Dispose() => Array.ForEach(_buffers, buffer => buffer.Dispose());

    private static int ColumnOffset(Stretch stretch, int column) => stretch.Parameter.Offset + (column * stretch.Parameter.Rows) + stretch.Begin;

    private void Sum(int offset, int count, Span<float> sum)
    {
        _buffers[0].Span.Slice(offset, sum.Length).CopyTo(sum);
        AddOthers(offset, count, sum);
    }

    private void Fold(int offset, int length, int count) => AddOthers(offset, count, _buffers[0].Span.Slice(offset, length));

    private void AddOthers(int offset, int count, Span<float> sum)
    {
        for (int shard = 1; shard < count; shard++)
        {
            Elementwise.Add(_buffers[shard].Span.Slice(offset, sum.Length), sum);
        }
    }
}
