using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The memory in which a group of samples goes through a plan.</summary>
internal sealed class Workspace
{
    private readonly ArenaLayout _layout;
    private readonly AlignedFloats _floats;
    private readonly byte[] _bytes;
    private readonly int[] _ints;

    private readonly AlignedFloats _shared;

    /// <param name="layout">What lies where.</param>
    /// <param name="scratch">The memory that steps share.</param>
    /// <param name="leader">Another thread's workspace for the same sample, which holds what both of them read and write; null for a workspace that stands alone.</param>
    public Workspace(ArenaLayout layout, AlignedFloats scratch, Workspace? leader = null)
    {
        (_layout, Scratch) = (layout, scratch);
        _floats = new AlignedFloats(layout.FloatCount);
        _shared = leader?._floats ?? _floats;
        _bytes = GC.AllocateArray<byte>(layout.ByteCount + 64, pinned: true);
        _ints = GC.AllocateArray<int>(layout.IntCount + 16, pinned: true);
    }

    /// <summary>The memory that steps share: that of the worker who takes the group on.</summary>
    public AlignedFloats Scratch { get; set; }

    public Span<float> this[Slab slab] => slab.Kind switch
    {
        SlabKind.Scratch => Scratch.Span.Slice(slab.Offset, slab.Length),
        SlabKind.Placed => (_layout.IsShared(slab) ? _shared : _floats).Span.Slice(_layout.PlaceOf(slab), slab.Length),
        _ => _floats.Span.Slice(slab.Offset, slab.Length),
    };

    public Span<byte> Bytes(Slab slab) => _bytes.AsSpan(slab.Offset, slab.Length);

    public Span<int> Ints(Slab slab) => _ints.AsSpan(slab.Offset, slab.Length);
}
