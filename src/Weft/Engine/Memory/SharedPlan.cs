namespace Weft.Engine;

/// <summary>What a model has compiled and several threads may run at once.</summary>
/// <remarks>The model drops it when its weights change, perhaps while somebody still runs it: its memory is given back when it has been dropped and the last reader has left.</remarks>
internal abstract class SharedPlan : IDisposable
{
    // Those who run it, and its owner.
    private int _holders = 1;
    private int _dropped;

    /// <summary>Keeps the memory until <see cref="Leave"/>; false where it has gone already.</summary>
    public bool TryEnter()
    {
        for (int seen = Volatile.Read(ref _holders); seen > 0;)
        {
            int now = Interlocked.CompareExchange(ref _holders, seen + 1, seen);
            if (now == seen)
            {
                return true;
            }

            seen = now;
        }

        return false;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Free();
        }
    }

    /// <summary>The owner needs it no more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _dropped, 1) == 0)
        {
            Leave();
        }
    }

    /// <summary>Gives the memory back: nobody can run it any more.</summary>
    protected abstract void Free();
}
