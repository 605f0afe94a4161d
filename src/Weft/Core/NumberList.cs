using System.Collections;
using System.Globalization;

namespace Weft;

/// <summary>Numbers that are equal to others of the same values, so that records which hold them are.</summary>
internal sealed class NumberList : IReadOnlyList<double>
{
    private readonly double[] _values;

    public NumberList(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values];
    }

    public int Count => _values.Length;

    public double this[int index] => _values[index];

    public override bool Equals(object? obj) => obj is NumberList other && _values.AsSpan().SequenceEqual(other._values);

    public override int GetHashCode() => _values.Aggregate(_values.Length, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", _values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
