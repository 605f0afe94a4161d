namespace Weft.Kernels;

/// <summary>Registers that can serve as a table of their own lanes.</summary>
internal interface ILookup<V> : ISimd<V>
    where V : struct
{
    /// <summary>Half a register from each of two places.</summary>
    static abstract V LoadHalves(ref float low, ref float high);

    /// <summary>Loads bytes as indices.</summary>
    static abstract V LoadIndices(ref byte source, nint offset);

    /// <summary>Indices moved on by a number of lanes.</summary>
    static abstract V Advance(V indices, int by);

    /// <summary>Lane by lane: <c>table[index]</c>, for an index below the register's count.</summary>
    static abstract V Lookup(V table, V indices);
}
