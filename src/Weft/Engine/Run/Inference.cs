using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;

namespace Weft.Engine;

/// <summary>Runs a plan forward only: for predictions and evaluations, from any number of threads at once.</summary>
internal sealed class Inference : SharedPlan
{
    // A function of nothing but the number of samples, so that sums are added in the same order by any number of threads.
    private const int MaxChunks = 128;

    private readonly Plan _plan;
    // For so many samples it does not pay to rearrange large kernels as a whole: Winograd's frequencies are up to seven times the weights.
    private const int FewSamples = 8;

    private readonly Lock _packing = new();
    private readonly ConcurrentBag<Pass> _passes = [];
    private bool _isWhole;
    private int _samples;

    /// <param name="plan">A plan without gradients; it goes with this.</param>
    /// <param name="forFew">Whether it may be that only a few samples come.</param>
    public Inference(Plan plan, bool forFew = false)
    {
        _plan = plan;
        _isWhole = !forFew;
        if (forFew)
        {
            plan.PackWhatCannotWait();
        }
        else
        {
            plan.Pack();
        }
    }

    /// <summary>What a run leaves of every sample.</summary>
    /// <param name="Outputs">For each of the model's outputs its values, one sample after another; empty if not wanted.</param>
    /// <param name="Classes">The largest output's position; empty if not wanted.</param>
    /// <param name="Sums">The losses' and metrics' sums; empty if not wanted.</param>
    public sealed record Results(float[][] Outputs, int[] Classes, double[] Sums);

    /// <summary>Rearranges the weights after they have changed.</summary>
    public void Pack() => _plan.Pack();

    /// <summary>Takes a batch through the plan, group by group, on up to <paramref name="threads"/> threads.</summary>
    public void Run(Batch batch, Results results, int threads, CancellationToken cancellationToken = default)
    {
        int group = GroupChoice.Of(batch.Count, _plan.Group);
        int parts = (batch.Count + group - 1) / group;
        int chunk = (parts + MaxChunks - 1) / MaxChunks;
        int chunks = (parts + chunk - 1) / chunk;
        double[] chunkSums = new double[chunks * results.Sums.Length];
        _plan.Loss?.Prepare(batch);
        Expect(batch.Count);
        new Chunks(this, batch, results, chunkSums, group, chunk * group, chunks, cancellationToken).Run(Math.Min(threads, chunks));
        for (int i = 0; i < chunkSums.Length; i++)
        {
            results.Sums[i % results.Sums.Length] += chunkSums[i];
        }
    }

    /// <summary>Takes a single sample through the plan on the caller's thread. Nothing is allocated once a pass has been.</summary>
    /// <param name="sample">The sample, its pixels scaled.</param>
    /// <param name="output">Where the model's output goes.</param>
    public void RunOne(ReadOnlySpan<float> sample, Span<float> output)
    {
        Expect(1);
        Pass pass = TakePass(Batch.None);
        try
        {
            (pass.First, pass.Count) = (0, 1);
            _plan.Forward(pass, sample);
            pass.Data(_plan.Output).CopyTo(output);
        }
        finally
        {
            _passes.Add(pass);
        }
    }

    protected override void Free()
    {
        while (_passes.TryTake(out Pass? pass))
        {
            pass.Dispose();
        }

        _plan.Dispose();
    }

    private void Expect(int samples)
    {
        if (Volatile.Read(ref _isWhole) || Interlocked.Add(ref _samples, samples) <= FewSamples)
        {
            return;
        }

        lock (_packing)
        {
            if (!_isWhole)
            {
                _plan.PackTheRest();
                Volatile.Write(ref _isWhole, true);
            }
        }
    }

    private Pass TakePass(Batch batch)
    {
        Pass pass = _passes.TryTake(out Pass? free) ? free : _plan.CreatePass();
        pass.Batch = batch;
        pass.Training = false;
        return pass;
    }

    private void RunChunk(Pass pass, int begin, int end, int group, Results results, CancellationToken cancellationToken)
    {
        Array.Clear(pass.Sums);
        for (int first = begin; first < end; first += group)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pass.First = first;
            pass.Count = Math.Min(group, end - first);
            _plan.Forward(pass);
            Collect(pass, results);
        }
    }

    private void Collect(Pass pass, Results results)
    {
        ReadOnlySpan<float> outputs = pass.Data(_plan.Output);
        int size = _plan.Output.Size;
        for (int i = 0; i < results.Outputs.Length; i++)
        {
            Value output = _plan.Outputs[i];
            pass.Data(output).CopyTo(results.Outputs[i].AsSpan(pass.First * output.Size));
        }

        if (results.Classes.Length > 0)
        {
            for (int i = 0; i < pass.Count; i++)
            {
                ReadOnlySpan<float> output = outputs.Slice(i * size, size);
                results.Classes[pass.First + i] = size == 1 ? (output[0] > 0.5f ? 1 : 0) : TensorPrimitives.IndexOfMax(output);
            }
        }
    }

    /// <summary>The chunks of one run, taken one at a time by the caller and by those pool threads that come while there are any.</summary>
    /// <remarks>Nobody waits for a helper that the pool starts late: the caller then takes all chunks itself.</remarks>
    private sealed class Chunks(Inference owner, Batch batch, Results results, double[] sums, int group, int size, int count, CancellationToken cancellationToken) : IThreadPoolWorkItem
    {
        private readonly ManualResetEventSlim _finished = new();
        private int _next;
        private int _done;
        private ExceptionDispatchInfo? _failure;

        /// <summary>Does all chunks on up to <paramref name="threads"/> threads; the first failure of one is thrown on.</summary>
        public void Run(int threads)
        {
            for (int helper = 1; helper < threads; helper++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            Execute();
            _finished.Wait(CancellationToken.None);
            _failure?.Throw();
        }

        public void Execute()
        {
            Pass? pass = null;
            int taken = 0;
            for (int chunk = Take(); chunk < count; chunk = Take())
            {
                taken++;
                try
                {
                    if (_failure is null)
                    {
                        pass ??= owner.TakePass(batch);
                        Run(pass, chunk);
                    }
                }
                catch (Exception error)
                {
                    Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
                }
            }

            if (pass is not null)
            {
                pass.Batch = null;
                owner._passes.Add(pass);
            }

            // Only now: the run is over when nobody has a pass in hand.
            if (taken > 0 && Interlocked.Add(ref _done, taken) == count)
            {
                _finished.Set();
            }
        }

        private int Take() => Interlocked.Increment(ref _next) - 1;

        private void Run(Pass pass, int chunk)
        {
            owner.RunChunk(pass, chunk * size, Math.Min((chunk + 1) * size, batch.Count), group, results, cancellationToken);
            if (results.Sums.Length > 0)
            {
                pass.Sums.CopyTo(sums.AsSpan(chunk * results.Sums.Length));
            }
        }
    }
}
