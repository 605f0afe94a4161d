namespace Weft;

/// <summary>Tells whether a model's weights have changed, whoever changed them: models may share weights.</summary>
internal sealed class WeightWatch(IEnumerable<Weight> weights)
{
    private readonly Weight[] _weights = [.. weights];

    /// <summary>A number that grows with every change.</summary>
    public long Changes
    {
        get
        {
            long sum = 0;
            foreach (Weight weight in _weights)
            {
                sum += Volatile.Read(ref weight.Changes);
            }

            return sum;
        }
    }

    /// <summary>Notes that all of them have changed.</summary>
    public void Touch()
    {
        foreach (Weight weight in _weights)
        {
            Interlocked.Increment(ref weight.Changes);
        }
    }
}
