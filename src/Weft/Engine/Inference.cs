using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>Runs a plan forward only: for predictions and evaluations, from any number of threads at once.</summary>
internal sealed class Inference
{
    // A function of nothing but the number of samples, so that sums are added in the same order by any number of threads.
    private const int MaxChunks = 128;

    private readonly Plan _plan;
    private readonly ConcurrentBag<Pass> _passes = [];

    public Inference(Plan plan)
    {
        _plan = plan;
        plan.Pack();
    }

    /// <summary>What a run leaves of every sample.</summary>
    /// <param name="Outputs">The model's outputs, one after another; empty if not wanted.</param>
    /// <param name="Classes">The largest output's position; empty if not wanted.</param>
    /// <param name="Sums">The losses' and metrics' sums; empty if not wanted.</param>
    public sealed record Results(float[] Outputs, int[] Classes, double[] Sums);

    /// <summary>Rearranges the weights after they have changed.</summary>
    public void Pack() => _plan.Pack();

    /// <summary>Takes a batch through the plan, group by group, on up to <paramref name="threads"/> threads.</summary>
    public void Run(Batch batch, Results results, int threads, CancellationToken cancellationToken = default)
    {
        int parts = (batch.Count + _plan.Group - 1) / _plan.Group;
        int chunk = (parts + MaxChunks - 1) / MaxChunks;
        int chunks = (parts + chunk - 1) / chunk;
        double[] chunkSums = new double[chunks * results.Sums.Length];
        if (chunks == 1 || threads == 1)
        {
            for (int i = 0; i < chunks; i++)
            {
                RunChunk(i, chunk, batch, results, chunkSums, cancellationToken);
            }
        }
        else
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
            Parallel.For(0, chunks, options, i => RunChunk(i, chunk, batch, results, chunkSums, cancellationToken));
        }

        for (int i = 0; i < chunkSums.Length; i++)
        {
            results.Sums[i % results.Sums.Length] += chunkSums[i];
        }
    }

    private void RunChunk(int index, int chunk, Batch batch, Results results, double[] chunkSums, CancellationToken cancellationToken)
    {
        Pass pass = _passes.TryTake(out Pass? free) ? free : _plan.CreatePass();
        pass.Batch = batch;
        pass.Training = false;
        Array.Clear(pass.Sums);
        int end = Math.Min((index + 1) * chunk * _plan.Group, batch.Count);
        for (int first = index * chunk * _plan.Group; first < end; first += _plan.Group)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pass.First = first;
            pass.Count = Math.Min(_plan.Group, end - first);
            _plan.Forward(pass);
            Collect(pass, results);
        }

        if (results.Sums.Length > 0)
        {
            pass.Sums.CopyTo(chunkSums.AsSpan(index * results.Sums.Length));
        }

        pass.Batch = null;
        _passes.Add(pass);
    }

    private void Collect(Pass pass, Results results)
    {
        ReadOnlySpan<float> outputs = pass.Data(_plan.Output);
        int size = _plan.Output.Size;
        if (results.Outputs.Length > 0)
        {
            outputs.CopyTo(results.Outputs.AsSpan(pass.First * size));
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
}
