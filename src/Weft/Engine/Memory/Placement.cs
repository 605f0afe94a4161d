using Weft.Engine.Operations;

namespace Weft.Engine;

/// <summary>Gives values their memory: what is never needed at the same time may lie in the same place.</summary>
internal static class Placement
{
    /// <summary>Places all values of a plan.</summary>
    /// <remarks>
    /// Step i goes forward at time i and back at time 2 n - i. Data is needed from the step that computes it to the last that reads it, and, where steps go back, to the way back of each of these;
    /// a gradient on the way back from its first writer to the step that computed the value.
    /// </remarks>
    public static void Run(List<Step> steps, IReadOnlyList<Value> outputs, ArenaLayout arena, PlanOptions options)
    {
        int end = steps.Count;
        Lifetime[] lifetimes = new Lifetime[arena.PlacedCount];
        for (int i = 0; i < lifetimes.Length; i++)
        {
            lifetimes[i] = new Lifetime(int.MaxValue, -1);
        }

        for (int i = 0; i < end; i++)
        {
            int back = (2 * end) - i;
            bool goesBack = options.HasGradients && steps[i].Output.HasGradient;
            foreach (Value value in steps[i].Values)
            {
                Use(value.Data, i, goesBack ? back : i);
                Use(value.Gradient, back, back);
            }

            foreach (GradientSum sum in steps[i].Sums)
            {
                Use(sum.From.Gradient, back, back);
                Use(sum.To.Gradient, back, back);
            }
        }

        foreach (Value output in outputs)
        {
            Use(output.Data, end, end);
        }

        if (options.DivideFrom is not null)
        {
            // One thread may still read what another one's next step would write over.
            Array.Fill(lifetimes, new Lifetime(0, end));
        }

        arena.Place(lifetimes);
        if (options.DivideFrom is { } least)
        {
            Divide(steps, arena, least);
        }

        void Use(Slab slab, int first, int last)
        {
            if (slab.Length > 0)
            {
                Lifetime now = lifetimes[slab.Offset];
                lifetimes[slab.Offset] = new Lifetime(Math.Min(now.First, first), Math.Max(now.Last, last));
            }
        }
    }

    // Two threads at least: half of the work is saved, and the other half's output comes from another core.
    private static void Divide(List<Step> steps, ArenaLayout arena, double least)
    {
        const int handOver = 8;
        arena.Share(steps[0].Output.Data);
        foreach (Step step in steps.Where(step => step.Work > 0 && (step.Work / 2) - (handOver * step.Output.Size) > least))
        {
            step.IsDivided = true;
            arena.Share(step.Output.Data);
        }
    }
}
