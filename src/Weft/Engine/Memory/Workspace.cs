using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The memory in which a group of samples goes through a plan.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly ArenaLayout _layout;
    private readonly AlignedFloats _floats;
    private readonly AlignedFloats _bytes;
    private readonly AlignedFloats _ints;
    private readonly AlignedFloats? _ownScratch;

    private readonly AlignedFloats _shared;

    /// <param name="layout">What lies where.</param>
    /// <param name="scratch">The memory that steps share, somebody else's; null for memory of its own.</param>
    /// <param name="leader">Another thread's workspace for the same sample, which holds what both of them read and write; null for a workspace that stands alone.</param>
    public Workspace(ArenaLayout layout, AlignedFloats? scratch, Workspace? leader = null)
    {
        _layout = layout;
        _ownScratch = scratch is null ? new AlignedFloats(layout.ScratchCount) : null;
        Scratch = scratch ?? _ownScratch!;
        _floats = new AlignedFloats(layout.FloatCount);
        _shared = leader?._floats ?? _floats;
        _bytes = new AlignedFloats((layout.ByteCount / sizeof(float)) + 16);
        _ints = new AlignedFloats(layout.IntCount + 16);
    }

    /// <summary>The memory that steps share: that of the worker who takes the group on.</summary>
    public AlignedFloats Scratch { get; set; }

    public Span<float> this[Slab slab] => slab.Kind switch
    {
        SlabKind.Scratch => Scratch.Span.Slice(slab.Offset, slab.Length),
        SlabKind.Placed => (_layout.IsShared(slab) ? _shared : _floats).Span.Slice(_layout.PlaceOf(slab), slab.Length),
        _ => _floats.Span.Slice(slab.Offset, slab.Length),
    };

    public Span<byte> Bytes(Slab slab) => _bytes.Bytes.Slice(slab.Offset, slab.Length);

    public Span<int> Ints(Slab slab) => _ints.Ints.Slice(slab.Offset, slab.Length);

    public void Dispose()
    {
        _floats.Dispose();
        _bytes.Dispose();
        _ints.Dispose();
        _ownScratch?.Dispose();
    }
}
