using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A stretch of a workspace.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsScratch">Whether it lies in the memory that steps share.</param>
internal readonly record struct Slab(int Offset, int Length, bool IsScratch = false);

/// <summary>Lays out buffers once, so that a step allocates nothing.</summary>
internal sealed class ArenaLayout
{
    // Floats to a cache line; a line of room behind every buffer lets kernels read past a row's end.
    private const int Line = 16;

    private readonly List<KeptRows> _kept = [];

    private int _scratch;

    public int FloatCount { get; private set; }

    public int ScratchCount { get; private set; }

    public int ByteCount { get; private set; }

    public int IntCount { get; private set; }

    public Slab Floats(int length)
    {
        Slab slab = new(FloatCount, length);
        FloatCount += WithRoom(length);
        return slab;
    }

    /// <summary>Memory whose content nobody needs once the step that asks for it has gone forward or back: the next step uses it too, so it stays in the cache.</summary>
    public Slab Scratch(int length)
    {
        Slab slab = new(_scratch, length, IsScratch: true);
        _scratch += WithRoom(length);
        ScratchCount = Math.Max(ScratchCount, _scratch);
        return slab;
    }

    /// <summary>What is asked for from now on belongs to another step.</summary>
    public void BeginStep() => _scratch = 0;

    /// <summary>What is kept of every sample of a batch.</summary>
    public IReadOnlyList<KeptRows> Kept => _kept;

    /// <summary>Keeps rows of every sample of a batch.</summary>
    public KeptRows Keep(int planes, int rowsPerSample, int rowSize)
    {
        KeptRows kept = new(_kept.Count, planes, rowsPerSample, rowSize);
        _kept.Add(kept);
        return kept;
    }

    private static int WithRoom(int length) => ((length + Line - 1) / Line * Line) + (2 * Line);

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

/// <summary>The memory in which a group of samples goes through a plan.</summary>
internal sealed class Workspace
{
    private readonly AlignedFloats _floats;
    private readonly byte[] _bytes;
    private readonly int[] _ints;

    public Workspace(ArenaLayout layout, AlignedFloats scratch)
    {
        Scratch = scratch;
        _floats = new AlignedFloats(layout.FloatCount);
        _bytes = GC.AllocateArray<byte>(layout.ByteCount + 64, pinned: true);
        _ints = GC.AllocateArray<int>(layout.IntCount + 16, pinned: true);
    }

    /// <summary>The memory that steps share: that of the worker who takes the group on.</summary>
    public AlignedFloats Scratch { get; set; }

    public Span<float> this[Slab slab] => (slab.IsScratch ? Scratch : _floats).Span.Slice(slab.Offset, slab.Length);

    public Span<byte> Bytes(Slab slab) => _bytes.AsSpan(slab.Offset, slab.Length);

    public Span<int> Ints(Slab slab) => _ints.AsSpan(slab.Offset, slab.Length);
}
