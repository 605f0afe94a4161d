using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>Floats that begin with a cache line: a register loaded at a multiple of its own size then never spans two lines, which would cost a second access.</summary>
internal sealed class AlignedFloats
{
    private const int Line = 16;

    private readonly float[] _memory;
    private readonly int _begin;

    /// <param name="length">How many; all zero.</param>
    public AlignedFloats(int length)
    {
        Length = length;

        // Pinned, for an array that moves would lose its alignment. A line of room behind the end lets kernels read past it.
        _memory = GC.AllocateArray<float>(length + (3 * Line), pinned: true);
        nuint address = AddressOf(_memory);
        LargePages.Ask(address, (nuint)_memory.Length * sizeof(float));
        _begin = (int)ToLine(address) / sizeof(float);
    }

    public int Length { get; }

    public Span<float> Span => _memory.AsSpan(_begin, Length);

    /// <summary>A distance for rows of <paramref name="size"/> floats that are read one below the other: whole lines and one more, for distances of powers of two would put all rows into the same few sets of a cache.</summary>
    public static int Pitch(int size) => ((size + Line - 1) / Line * Line) + Line;

    /// <summary>Floats that <see cref="Align"/> needs beyond those that are used.</summary>
    public const int Room = Line - 1;

    /// <summary>The first of some floats on the stack that begins a cache line.</summary>
    public static unsafe ref float Align(Span<float> stack)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack));
        return ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(stack), ToLine(address));
    }

    // Bytes from an address to the next line that begins there or behind it.
    private static nuint ToLine(nuint address) => (0 - address) % (Line * sizeof(float));

    private static unsafe nuint AddressOf(float[] pinned) => (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
