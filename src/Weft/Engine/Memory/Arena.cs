namespace Weft.Engine;

/// <summary>A stretch of a workspace.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Kind">What it counts from.</param>
internal readonly record struct Slab(int Offset, int Length, SlabKind Kind = SlabKind.Own);

/// <summary>What a slab counts from.</summary>
internal enum SlabKind
{
    /// <summary>The workspace's floats, where it is alone.</summary>
    Own,

    /// <summary>The memory that steps share while they run.</summary>
    Scratch,

    /// <summary>A place the layout gives it at the end: its offset is a number among those that share memory when their lifetimes allow.</summary>
    Placed,
}

/// <summary>Lays out buffers once, so that a step allocates nothing.</summary>
internal sealed class ArenaLayout
{
    // Floats to a cache line; a line of room behind every buffer lets kernels read past a row's end.
    private const int Line = 16;

    private readonly List<KeptRows> _kept = [];

    private readonly List<int> _placedLengths = [];
    private int[] _places = [];
    private bool[] _isShared = [];
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
        Slab slab = new(_scratch, length, SlabKind.Scratch);
        _scratch += WithRoom(length);
        ScratchCount = Math.Max(ScratchCount, _scratch);
        return slab;
    }

    /// <summary>Memory that is needed for a part of the way through a plan only: <see cref="Place"/> says where it is.</summary>
    public Slab Placed(int length)
    {
        _placedLengths.Add(length);
        return new Slab(_placedLengths.Count - 1, length, SlabKind.Placed);
    }

    /// <summary>How long the placed slabs are.</summary>
    public IReadOnlyList<int> PlacedLengths => _placedLengths;

    public int PlacedCount => _placedLengths.Count;

    /// <summary>Where a placed slab is.</summary>
    public int PlaceOf(Slab slab) => _places[slab.Offset];

    /// <summary>Whether threads that work on the same sample have this placed slab in common.</summary>
    public bool IsShared(Slab slab) => _isShared[slab.Offset];

    /// <summary>From now on threads that work on the same sample have this placed slab in common.</summary>
    public void Share(Slab slab) => _isShared[slab.Offset] = true;

    /// <summary>Gives every placed slab memory that no other one has at the same time: the largest first, each as far down as it fits.</summary>
    /// <param name="lifetimes">When each is needed, both ends included.</param>
    public void Place(ReadOnlySpan<Lifetime> lifetimes)
    {
        _places = new int[PlacedCount];
        _isShared = new bool[PlacedCount];
        List<int> done = [];
        int begin = FloatCount;
        int[] bySize = Tables.Multiples(PlacedCount, 1);
        Array.Sort(bySize, (a, b) =>
        {
            int order = _placedLengths[b].CompareTo(_placedLengths[a]);
            return order != 0 ? order : a.CompareTo(b);
        });
        foreach (int slab in bySize)
        {
            int at = begin, length = WithRoom(_placedLengths[slab]);
            foreach (int other in done)
            {
                if (lifetimes[other].Overlaps(lifetimes[slab]) && at + length > _places[other])
                {
                    at = Math.Max(at, _places[other] + WithRoom(_placedLengths[other]));
                }
            }

            _places[slab] = at;
            done.Insert(done.FindIndex(other => _places[other] > at) is int next and >= 0 ? next : done.Count, slab);
            FloatCount = Math.Max(FloatCount, at + length);
        }
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
        ByteCount += ((length + 63) / 64 * 64) + 64;
        return slab;
    }

    public Slab Ints(int length)
    {
        Slab slab = new(IntCount, length);
        IntCount += (length + Line - 1) / Line * Line;
        return slab;
    }
}

/// <summary>A stretch of time on the way through a plan: forward, then back.</summary>
/// <param name="First">When it begins.</param>
/// <param name="Last">Its last moment.</param>
internal readonly record struct Lifetime(int First, int Last)
{
    public bool Overlaps(Lifetime other) => First <= other.Last && other.First <= Last;
}
