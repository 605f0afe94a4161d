using System.Diagnostics;

namespace Weft.Engine;

/// <summary>Takes one sample forward on several threads at once, where that pays.</summary>
/// <remarks>
/// Every thread walks through the whole plan with values of its own. Steps of much work are <see cref="Step.IsDivided">divided</see>: each thread computes a part of the output, into memory that all read, and waits for the others before
/// it goes on. The rest each computes for itself, for to hand values from one core to another takes longer than most small steps. A thread takes the same parts every time, so that its core's cache keeps
/// their weights, and first others' if those are late; the caller never waits for a thread that has not come.
/// Bits are those of one thread. How fast cores hand over differs from machine to machine and from minute to minute, so both ways are tried from time to time.
/// </remarks>
internal sealed class DividedInference : SharedPlan
{
    /// <summary>What a step must save to be divided, in multiply-adds: the time for two threads to meet, and for the first values to come over.</summary>
    public const double HandOver = 100_000;

    // Now and then so many samples go each way, and the faster one is taken for the next ones. The period is a power of two.
    private const int Trials = 8;
    private const int Period = 1024;

    private readonly Plan _plan;
    private readonly Inference _alone;
    private readonly Walk _walk;
    private readonly int _mostThreads;
    private int _calls = -1;
    private int _callers;
    private bool _divides;
    private long _bestAlone;
    private long _bestDivided;

    /// <param name="plan">A plan for a single sample, compiled to be divided; it goes with this.</param>
    /// <param name="alone">The way on one thread, entered for this one, which leaves it at its end.</param>
    public DividedInference(Plan plan, Inference alone)
    {
        (_plan, _alone) = (plan, alone);
        plan.Pack();
        _walk = new Walk(plan);

        // More would have less to do than it takes them to meet.
        _mostThreads = Math.Clamp((int)(plan.Steps.Where(step => step.IsDivided).Average(step => step.Work) / HandOver), 2, Math.Max(2, Team.Shared.Size));
    }

    /// <summary>Computes the output for a sample, its pixels scaled: on up to so many threads if that is the faster way here and now, and no other sample is under way.</summary>
    public void Run(ReadOnlySpan<float> sample, Span<float> output, int threads)
    {
        int call = Interlocked.Increment(ref _calls) & (Period - 1);
        bool isTrial = call < 2 * Trials;
        bool divides = isTrial ? call >= Trials : Volatile.Read(ref _divides);
        long begin = isTrial ? Stopwatch.GetTimestamp() : 0;
        try
        {
            bool divided = Interlocked.Increment(ref _callers) == 1 && divides && TryDivide(sample, output, Math.Min(threads, _mostThreads));
            if (!divided)
            {
                _alone.RunOne(sample, output);
            }

            if (isTrial && divided == divides)
            {
                Note(call, Stopwatch.GetTimestamp() - begin);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
        }
    }

    /// <summary>Computes the output for a sample on so many threads, unless the helpers are busy.</summary>
    public bool TryDivide(ReadOnlySpan<float> sample, Span<float> output, int threads)
    {
        if (!Team.Shared.TryEnter())
        {
            return false;
        }

        try
        {
            Pass pass = _walk.Begin(sample, threads);
            Team.Shared.Run(_walk, threads);
            _walk.Execute(worker: 0, part: 0); // Where helpers have taken everything.
            pass.Data(_plan.Output).CopyTo(output);
            return true;
        }
        finally
        {
            Team.Shared.Exit();
        }
    }

    protected override void Free()
    {
        _walk.Free();
        _plan.Dispose();
        _alone.Leave();
    }

    // Callers at the same time may lose each other's notes, which are of speed alone.
    private void Note(int call, long time)
    {
        ref long best = ref call < Trials ? ref _bestAlone : ref _bestDivided;
        best = call % Trials == 0 ? time : Math.Min(best, time);
        if (call == (2 * Trials) - 1)
        {
            Volatile.Write(ref _divides, _bestDivided < _bestAlone);
        }
    }

    /// <summary>The way through the plan; each part of the job is one thread's.</summary>
    private sealed class Walk : Job
    {
        // From one part's claim to the next: two cache lines, which processors fetch together.
        private const int Apart = 32;

        private readonly Plan _plan;
        private readonly int _dividedCount;
        private readonly int _lastDivided;
        private readonly Pass?[] _passes = new Pass?[Team.Shared.Size];
        private int[] _claims = [];
        private int _parts;
        private int _done;
        private bool _hasCallerCome;

        public Walk(Plan plan)
        {
            _plan = plan;
            _dividedCount = plan.Steps.Count(step => step.IsDivided);
            _lastDivided = Array.FindLastIndex(plan.Steps, step => step.IsDivided);
            _passes[0] = CreatePass(leader: null);
        }

        /// <summary>Puts a sample in; returns the caller's pass.</summary>
        public Pass Begin(ReadOnlySpan<float> sample, int threads)
        {
            if (_parts != threads)
            {
                (_parts, _claims) = (threads, new int[threads * Apart]);
            }

            Array.Clear(_claims);
            _done = 0;
            _hasCallerCome = false;
            ((InputStep)_plan.Steps[0]).Put(_passes[0]!, sample);
            return _passes[0]!;
        }

        public void Free() => Array.ForEach(_passes, pass => pass?.Dispose());

        public override void Execute(int worker, int part)
        {
            // The caller needs all values, and once; helpers are for what is divided.
            bool isOver = worker == 0 ? _hasCallerCome : Volatile.Read(ref _done) == _parts * _dividedCount;
            if (isOver)
            {
                return;
            }

            if (worker == 0)
            {
                _hasCallerCome = true;
            }

            Pass pass = _passes[worker] ??= CreatePass(_passes[0]);
            int divided = 0;
            for (int i = 1; i < _plan.Steps.Length && (worker == 0 || i <= _lastDivided); i++)
            {
                Step step = _plan.Steps[i];
                if (step.IsDivided)
                {
                    Divide(step, pass, worker, ++divided);
                }
                else
                {
                    step.Forward(pass);
                }
            }
        }

        // Computes this worker's part of a step and those that nobody has begun, then waits for the rest.
        private void Divide(Step step, Pass pass, int worker, int number)
        {
            for (int i = 0; i < _parts; i++)
            {
                int part = (worker + i) % _parts;
                ref int claim = ref _claims[part * Apart];
                int seen = Volatile.Read(ref claim);
                if (seen < number && Interlocked.CompareExchange(ref claim, number, seen) == seen)
                {
                    Compute(step, pass, part);
                }
            }

            SpinWait spin = default;
            for (int spins = 0; Volatile.Read(ref _done) < number * _parts; spins++)
            {
                if (spins < 1000)
                {
                    Thread.SpinWait(1);
                }
                else
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }
        }

        private void Compute(Step step, Pass pass, int part)
        {
            try
            {
                pass.Part = new Part(part, _parts);
                step.Forward(pass);
            }
            finally
            {
                // Also where it fails: the others would wait for ever.
                pass.Part = Part.Whole;
                Interlocked.Increment(ref _done);
            }
        }

        private Pass CreatePass(Pass? leader)
        {
            Pass pass = _plan.CreatePass(leader: leader?.Work);
            (pass.Count, pass.Batch) = (1, Batch.None);
            return pass;
        }
    }
}
