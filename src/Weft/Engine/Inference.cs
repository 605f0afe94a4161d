using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>Runs a plan forward only: for predictions and evaluations, from any number of threads at once.</summary>
internal sealed class Inference
{
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
        double[] partSums = new double[parts * results.Sums.Length];
        if (parts == 1 || threads == 1)
        {
            RunParts(0, parts, batch, results, partSums, cancellationToken);
        }
        else
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
            int chunk = Math.Max(1, parts / (threads * 8));
            int chunks = (parts + chunk - 1) / chunk;
            Parallel.For(0, chunks, options, i => RunParts(i * chunk, Math.Min((i + 1) * chunk, parts), batch, results, partSums, cancellationToken));
        }

        for (int i = 0; i < partSums.Length; i++)
        {
            results.Sums[i % results.Sums.Length] += partSums[i];
        }
    }

    private void RunParts(int begin, int end, Batch batch, Results results, double[] partSums, CancellationToken cancellationToken)
    {
        Pass pass = _passes.TryTake(out Pass? free) ? free : _plan.CreatePass();
        pass.Batch = batch;
        pass.Training = false;
        for (int part = begin; part < end; part++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pass.First = part * _plan.Group;
            pass.Count = Math.Min(_plan.Group, batch.Count - pass.First);
            Array.Clear(pass.Sums);
            _plan.Forward(pass);
            Collect(pass, part, results, partSums);
        }

        pass.Batch = null;
        _passes.Add(pass);
    }

    private void Collect(Pass pass, int part, Results results, double[] partSums)
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

        if (results.Sums.Length > 0)
        {
            pass.Sums.CopyTo(partSums.AsSpan(part * results.Sums.Length));
        }
    }
}
