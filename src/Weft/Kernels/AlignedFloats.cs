using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>Floats that begin with a cache line: a register loaded at a multiple of its own size then never spans two lines, which would cost a second access.</summary>
/// <remarks>
/// They lie outside the collector's heap, for large arrays that never move wait there for a collection of everything, which a machine with memory to spare does not ask for.
/// So they have an owner, who disposes of them; where it forgets, the collector does. A span over them is good only as long as the owner is reachable.
/// </remarks>
internal sealed unsafe class AlignedFloats : IDisposable
{
    private const int Line = 16;

    // What is smaller, the collector need not know of: it would weigh no more than the objects around it.
    private const long Weighty = 1 << 20;

    // A measure and nothing that acts: no result depends on it.
    private static long s_liveBytes;

    private readonly float* _floats;
    private readonly nuint _bytes;
    private nint _block;

    /// <param name="length">How many; all zero.</param>
    public AlignedFloats(int length)
    {
        Length = length;

        // A line of room behind the end lets kernels read past it. The system hands large blocks out as zeros that nobody has touched yet, so this costs nothing until they are used.
        _bytes = ((nuint)length + (3 * Line)) * sizeof(float);
        _block = (nint)NativeMemory.AllocZeroed(_bytes);
        LargePages.Ask((nuint)_block, _bytes);
        _floats = (float*)((nuint)_block + ToLine((nuint)_block));
        Interlocked.Add(ref s_liveBytes, (long)_bytes);
        if ((long)_bytes >= Weighty)
        {
            GC.AddMemoryPressure((long)_bytes);
        }
    }

    ~AlignedFloats() => Free();

    /// <summary>The bytes of all that have not been given back, in the whole process.</summary>
    public static long LiveBytes => Interlocked.Read(ref s_liveBytes);

    public int Length { get; }

    /// <exception cref="ObjectDisposedException">They have been given back.</exception>
    public Span<float> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_block == 0, this);
            return new Span<float>(_floats, Length);
        }
    }

    /// <summary>The same memory as bytes.</summary>
    public Span<byte> Bytes => MemoryMarshal.AsBytes(Span);

    /// <summary>The same memory as integers.</summary>
    public Span<int> Ints => MemoryMarshal.Cast<float, int>(Span);

    /// <summary>A distance for rows of <paramref name="size"/> floats that are read one below the other: whole lines and one more, for distances of powers of two would put all rows into the same few sets of a cache.</summary>
    public static int Pitch(int size) => ((size + Line - 1) / Line * Line) + Line;

    /// <summary>Floats that <see cref="Align"/> needs beyond those that are used.</summary>
    public const int Room = Line - 1;

    /// <summary>The first of some floats on the stack that begins a cache line.</summary>
    public static ref float Align(Span<float> stack)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack));
        return ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(stack), ToLine(address));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // Bytes from an address to the next line that begins there or behind it.
    private static nuint ToLine(nuint address) => (0 - address) % (Line * sizeof(float));

    // Once, whoever comes first.
    private void Free()
    {
        nint block = Interlocked.Exchange(ref _block, 0);
        if (block == 0)
        {
            return;
        }

        NativeMemory.Free((void*)block);
        Interlocked.Add(ref s_liveBytes, -(long)_bytes);
        if ((long)_bytes >= Weighty)
        {
            GC.RemoveMemoryPressure((long)_bytes);
        }
    }
}
