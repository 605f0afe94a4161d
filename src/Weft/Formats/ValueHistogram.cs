namespace Weft.Formats;

/// <summary>How many values lie where, in buckets of equal width from the least to the largest.</summary>
internal sealed class ValueHistogram
{
    private const int BucketCount = 30;

    private readonly double[] _limits;
    private readonly double[] _counts;
    private readonly double _min = double.PositiveInfinity;
    private readonly double _max = double.NegativeInfinity;
    private readonly double _sum;
    private readonly double _sumOfSquares;
    private readonly int _total;

    public ValueHistogram(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                _min = Math.Min(_min, value);
                _max = Math.Max(_max, value);
                _sum += value;
                _sumOfSquares += (double)value * value;
                _total++;
            }
        }

        (_min, _max) = _total == 0 ? (0, 0) : (_min, _max);
        int buckets = _max > _min ? BucketCount : 1;
        double width = (_max - _min) / buckets;
        _limits = [.. Enumerable.Range(1, buckets).Select(i => i == buckets ? _max : _min + (i * width))];
        _counts = new double[buckets];
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                _counts[width > 0 ? Math.Min((int)((value - _min) / width), buckets - 1) : 0]++;
            }
        }
    }

    /// <summary>A HistogramProto.</summary>
    public ProtoMessage ToProto() => new ProtoMessage()
        .Double(1, _min)
        .Double(2, _max)
        .Double(3, _total)
        .Double(4, _sum)
        .Double(5, _sumOfSquares)
        .Doubles(6, _limits)
        .Doubles(7, _counts);
}
