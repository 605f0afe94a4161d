using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A stretch of a workspace.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct Slab(int Offset, int Length);

/// <summary>Lays out buffers once, so that a step allocates nothing.</summary>
internal sealed class ArenaLayout
{
    // Floats to a cache line; a line of room behind every buffer lets kernels read past a row's end.
    private const int Line = 16;

    private readonly List<KeptRows> _kept = [];

    public int FloatCount { get; private set; }

    public int ByteCount { get; private set; }

    public int IntCount { get; private set; }

    public Slab Floats(int length)
    {
        Slab slab = new(FloatCount, length);
        FloatCount += ((length + Line - 1) / Line * Line) + (2 * Line);
        return slab;
    }

    /// <summary>What is kept of every sample of a batch.</summary>
    public IReadOnlyList<KeptRows> Kept => _kept;

    /// <summary>Keeps rows of every sample of a batch.</summary>
    public KeptRows Keep(int planes, int rowsPerSample, int rowSize)
    {
        KeptRows kept = new(_kept.Count, planes, rowsPerSample, rowSize);
        _kept.Add(kept);
        return kept;
    }

    public Slab Bytes(int length)
    {
        Slab slab = new(ByteCount, length);
        ByteCount += (length + 63) / 64 * 64;
        return slab;
    }

    public Slab Ints(int length)
    {
        Slab slab = new(IntCount, length);
        IntCount += (length + Line - 1) / Line * Line;
        return slab;
    }
}

/// <summary>The memory in which one worker takes a group of samples through a plan.</summary>
internal sealed class Workspace
{
    private readonly AlignedFloats _floats;
    private readonly byte[] _bytes;
    private readonly int[] _ints;

    public Workspace(ArenaLayout layout)
    {
        _floats = new AlignedFloats(layout.FloatCount);
        _bytes = GC.AllocateArray<byte>(layout.ByteCount + 64, pinned: true);
        _ints = GC.AllocateArray<int>(layout.IntCount + 16, pinned: true);
    }

    public Span<float> this[Slab slab] => _floats.Span.Slice(slab.Offset, slab.Length);

    public Span<byte> Bytes(Slab slab) => _bytes.AsSpan(slab.Offset, slab.Length);

    public Span<int> Ints(Slab slab) => _ints.AsSpan(slab.Offset, slab.Length);
}
