namespace Weft.Engine;

/// <summary>A kernel's gradient that is computed once for the whole batch, from what its step kept of every sample, instead of shard by shard.</summary>
/// <remarks>
/// It pays where a gradient is larger than what a group of samples contributes to it: products then have a batch's rows instead of a group's, and one gradient is
/// written instead of one per shard. Workers take parts; a part's bits do not depend on how the batch was cut.
/// </remarks>
internal abstract class LateGradient
{
    /// <summary>How many parts it is computed in.</summary>
    public abstract int Parts { get; }

    /// <summary>Floats that a worker needs beside the result.</summary>
    public abstract int ScratchSize { get; }

    /// <summary>Whether this is the better way for a kernel that is a <paramref name="rows"/> by <paramref name="columns"/> matrix.</summary>
    /// <param name="rows">Rows of the kernel: values that a sample's row is made of.</param>
    /// <param name="columns">Columns of the kernel: values that a row of the output's gradient has.</param>
    /// <param name="samples">Rows that a group of samples contributes.</param>
    public static bool Pays(int rows, int columns, int samples) => (long)rows * columns >= 2L * samples * (rows + columns);

    /// <summary>Computes a part of the gradient.</summary>
    /// <param name="part">Which.</param>
    /// <param name="store">What was kept.</param>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="scratch">Memory of the worker.</param>
    /// <param name="gradient">The kernel's whole gradient, in the weight's layout; the part's values are overwritten.</param>
    public abstract void Compute(int part, BatchStore store, int samples, Span<float> scratch, Span<float> gradient);
}
