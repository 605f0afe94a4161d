using System.Runtime.ExceptionServices;

namespace Weft.Engine;

/// <summary>Work cut into numbered parts that may be done in any order by any worker.</summary>
internal abstract class Job
{
    /// <summary>Does one part.</summary>
    /// <param name="worker">Who does it, from 0 up to the team's size: the key to scratch memory.</param>
    /// <param name="part">Which part.</param>
    public abstract void Execute(int worker, int part);
}

/// <summary>Long-lived workers that take the parts of a job one at a time, the caller among them.</summary>
/// <remarks>
/// Parts are TAKEN, not dealt: a worker whose core another process holds takes fewer, and nobody waits for one that sleeps. Between jobs
/// workers spin for some three hundred microseconds, again and again offering the core to whoever waits for it (it may be a worker that holds a part), then block. One 64-bit ticket holds the job's number and the next part, so that a
/// worker which wakes late cannot take a part of a job that is over.
/// </remarks>
internal sealed class Team : IDisposable
{
    private const long Closed = uint.MaxValue;
    private const int SpinsBeforeSleep = 4000;
    private const int SpinsBeforeYield = 32;

    private const int MostShared = 8;

    private static readonly Lazy<Team> s_shared = new(() => new Team(Math.Min(Environment.ProcessorCount, MostShared)));

    private readonly Thread[] _threads;
    private readonly Lock _runs = new();
    private readonly object _bed = new();
    private long _ticket = Closed;
    private Job? _job;
    private int _parts;
    private int _done;
    private int _sleepers;
    private bool _disposed;
    private Exception? _failure;

    public Team(int size)
    {
        Size = size;
        _threads = new Thread[size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Live(worker)) { IsBackground = true, Name = $"weft-{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>The process's team for short work that comes at any time and from any thread: a worker for each processor, up to eight.</summary>
    public static Team Shared => s_shared.Value;

    /// <summary>Keeps other threads from running jobs until <see cref="Exit"/>, or returns false where another has done so.</summary>
    public bool TryEnter() => _runs.TryEnter();

    public void Exit() => _runs.Exit();

    /// <summary>The number of workers, the caller included.</summary>
    public int Size { get; }

    /// <summary>Runs all parts of a job and returns when they are done; the first failure of a part is thrown on.</summary>
    public void Run(Job job, int parts)
    {
        if (parts == 0)
        {
            return;
        }

        lock (_runs)
        {
            long number = (Volatile.Read(ref _ticket) >> 32) + 1;
            Interlocked.Exchange(ref _ticket, (number << 32) | Closed);
            _job = job;
            _parts = parts;
            _done = 0;
            _failure = null;
            Interlocked.Exchange(ref _ticket, number << 32);
            if (Volatile.Read(ref _sleepers) > 0)
            {
                lock (_bed)
                {
                    Monitor.PulseAll(_bed);
                }
            }

            Take(worker: 0);
            SpinWait spin = default;
            while (Volatile.Read(ref _done) < parts)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            // A team that outlives what it works for keeps nothing of it alive.
            _job = null;

            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }

    /// <summary>Ends the workers.</summary>
    public void Dispose()
    {
        lock (_bed)
        {
            _disposed = true;
            Monitor.PulseAll(_bed);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Live(int worker)
    {
        long seen = 0;
        while (true)
        {
            int spins = 0;
            while (Volatile.Read(ref _ticket) >> 32 == seen && spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(1);
                if (++spins % SpinsBeforeYield == 0)
                {
                    Thread.Yield();
                }
            }

            if (Volatile.Read(ref _ticket) >> 32 == seen)
            {
                Sleep(seen);
            }

            if (Volatile.Read(ref _disposed))
            {
                return;
            }

            seen = Take(worker);
        }
    }

    private void Sleep(long seen)
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _sleepers);
            while (Volatile.Read(ref _ticket) >> 32 == seen && !_disposed)
            {
                Monitor.Wait(_bed);
            }

            Interlocked.Decrement(ref _sleepers);
        }
    }

    // Takes parts of the current job until none is left; returns the job's number.
    private long Take(int worker)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            long part = ticket & Closed;
            if (part == Closed)
            {
                if (worker == 0)
                {
                    return ticket >> 32;
                }

                // A job is being put up: what is seen is the job before it.
                return (ticket >> 32) - 1;
            }

            Job? job = _job;
            if (part >= _parts)
            {
                return ticket >> 32;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket)
            {
                continue;
            }

            try
            {
                job!.Execute(worker, (int)part);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _failure, error, null);
            }

            Interlocked.Increment(ref _done);
        }
    }
}
