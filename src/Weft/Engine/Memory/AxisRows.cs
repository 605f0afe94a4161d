namespace Weft.Engine;

/// <summary>The values of a sample in rows: each holds what differs in its place along some axes alone, in row-major order.</summary>
internal sealed class AxisRows
{
    private readonly int[] _begins;
    private readonly int[] _places;

    /// <param name="shape">A sample's shape.</param>
    /// <param name="axes">The axes a row goes along, counted without the batch, rising.</param>
    public AxisRows(Shape shape, IReadOnlyList<int> axes)
    {
        _places = [0];
        _begins = [0];
        int stride = shape.Size;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            stride /= shape[axis];
            int step = stride;
            if (axes.Contains(axis))
            {
                _places = [.. _places.SelectMany(place => Enumerable.Range(0, shape[axis]).Select(i => place + (i * step)))];
            }
            else
            {
                _begins = [.. _begins.SelectMany(begin => Enumerable.Range(0, shape[axis]).Select(i => begin + (i * step)))];
            }
        }

        IsContiguous = _places[^1] == Length - 1;
    }

    /// <summary>How many rows a sample has.</summary>
    public int Count => _begins.Length;

    /// <summary>How long each is.</summary>
    public int Length => _places.Length;

    /// <summary>Whether a row's values lie side by side.</summary>
    public bool IsContiguous { get; }

    /// <summary>The floats that <see cref="Take"/> and <see cref="Target"/> need for each row they hand out at a time.</summary>
    public int Memory => IsContiguous ? 0 : Length;

    /// <summary>A row's values: where they lie, or gathered.</summary>
    public ReadOnlySpan<float> Take(ReadOnlySpan<float> sample, int row, Span<float> memory)
    {
        if (IsContiguous)
        {
            return sample.Slice(_begins[row], Length);
        }

        ReadOnlySpan<float> from = sample[_begins[row]..];
        for (int i = 0; i < _places.Length; i++)
        {
            memory[i] = from[_places[i]];
        }

        return memory[..Length];
    }

    /// <summary>Where a row's values are to be written before <see cref="Put"/>.</summary>
    public Span<float> Target(Span<float> sample, int row, Span<float> memory) => IsContiguous ? sample.Slice(_begins[row], Length) : memory[..Length];

    /// <summary>Puts a row's values in their places.</summary>
    public void Put(ReadOnlySpan<float> values, Span<float> sample, int row)
    {
        if (IsContiguous)
        {
            return;
        }

        Span<float> to = sample[_begins[row]..];
        for (int i = 0; i < _places.Length; i++)
        {
            to[_places[i]] = values[i];
        }
    }
}
