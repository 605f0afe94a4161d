namespace Weft.Data;

/// <summary>The shares of classes in two parts of a data set, and how far apart they are.</summary>
internal sealed class ClassMix
{
    private const double Chance = 0.001;
    private const double NormalPoint = 3.0902; // the standard normal's upper 0.1 % point
    private const double VariationLimit = 0.1;

    private readonly SortedDictionary<int, Counts> _counts = [];
    private readonly int _head;
    private readonly int _tail;

    private readonly record struct Counts(int Head, int Tail);

    public ClassMix(ReadOnlySpan<int> head, ReadOnlySpan<int> tail)
    {
        _head = head.Length;
        _tail = tail.Length;
        foreach ((int label, int count) in Count(head))
        {
            _counts[label] = new Counts(count, 0);
        }

        foreach ((int label, int count) in Count(tail))
        {
            _counts[label] = new Counts(_counts.GetValueOrDefault(label).Head, count);
        }
    }

    /// <summary>Whether the parts differ by more than chance and by enough to matter.</summary>
    public bool IsFar => _head > 0 && _tail > 0
        && (_counts.Values.Any(IsMissing) || (ChiSquare() > ChiSquarePoint(_counts.Count - 1) && Variation() > VariationLimit));

    /// <summary>The classes whose shares differ most, furthest first.</summary>
    public IEnumerable<(int Class, double Head, double Tail)> Furthest(int count) => _counts
        .Select(pair => (Class: pair.Key, Head: (double)pair.Value.Head / _head, Tail: (double)pair.Value.Tail / _tail))
        .OrderByDescending(share => Math.Abs(share.Head - share.Tail))
        .Take(count);

    /// <summary>Pearson's statistic for two samples: the sum of (observed - expected)^2 / expected over parts and classes.</summary>
    internal double ChiSquare()
    {
        double sum = 0;
        double total = (double)_head + _tail;
        foreach ((int head, int tail) in _counts.Values)
        {
            double inHead = (head + tail) * (_head / total);
            double inTail = (head + tail) * (_tail / total);
            sum += ((head - inHead) * (head - inHead) / inHead) + ((tail - inTail) * (tail - inTail) / inTail);
        }

        return sum;
    }

    /// <summary>Total variation distance: half the sum of the absolute differences of shares, from 0 to 1.</summary>
    internal double Variation() => _counts.Values.Sum(count => Math.Abs(((double)count.Head / _head) - ((double)count.Tail / _tail))) / 2;

    /// <summary>The upper 0.1 % point of chi-square, by the cube of Wilson and Hilferty (1931): within 4 % from one degree of freedom on.</summary>
    internal static double ChiSquarePoint(int degrees)
    {
        if (degrees == 0)
        {
            return double.PositiveInfinity;
        }

        double variance = 2.0 / (9 * degrees);
        double root = 1 - variance + (NormalPoint * Math.Sqrt(variance));
        return degrees * root * root * root;
    }

    private bool IsMissing(Counts count) =>
        (count.Tail == 0 && Math.Pow(1 - ((double)count.Head / _head), _tail) < Chance)
        || (count.Head == 0 && Math.Pow(1 - ((double)count.Tail / _tail), _head) < Chance);

    private static Dictionary<int, int> Count(ReadOnlySpan<int> labels)
    {
        Dictionary<int, int> counts = [];
        foreach (int label in labels)
        {
            counts[label] = counts.GetValueOrDefault(label) + 1;
        }

        return counts;
    }
}
