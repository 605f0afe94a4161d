using System.Buffers.Binary;
using System.Numerics;

namespace Weft.Formats;

/// <summary>Watches what a reader of HDF5 takes from a file, and stops it before it follows a link that leads elsewhere.</summary>
/// <remarks>
/// HDF5's format specification, IV.A.2.g (Link) and IV.A.2.h (External Data Files). A group of Keras' names each of its members by the
/// place where it is, a hard link. A soft link holds a path, which may lead in a circle, and an external one the name of another file.
/// PureHDF follows both without a bound or a question, so they are told by the fields that it reads one after the other.
/// </remarks>
/// <param name="length">The file's length.</param>
internal sealed class HdfReads(long length)
{
    // What is said of a link: version, flags, kind, order, encoding, length of the name, name, length of what it leads to.
    private const int Most = 8;
    private const int HasOrder = 4, HasKind = 8, HasEncoding = 16;

    private readonly Field[] _last = new Field[Most];

    /// <param name="at">Where in the file the field is.</param>
    /// <param name="field">What was read.</param>
    /// <exception cref="InvalidDataException">The field ends the description of a place that is elsewhere.</exception>
    public void Add(long at, ReadOnlySpan<byte> field)
    {
        if (at != _last[^1].At + _last[^1].Length)
        {
            Array.Clear(_last);
        }

        _last.AsSpan(1).CopyTo(_last);
        _last[^1] = new Field(at, field.Length, Value(field));
        if (_last[^1].Value > length && LinkBefore(Most - 1, anyVersion: true) is not null)
        {
            throw new InvalidDataException($"A name in it is said to have {_last[^1].Value} bytes, and the file has {length}");
        }

        if (field.Length != sizeof(ushort))
        {
            return;
        }

        if (IsLink())
        {
            throw new InvalidDataException("It has a link that leads to another place or file, which Keras never writes");
        }

        if (_last is [.., { Length: 1, Value: 1 }, { Length: 3 }, { Length: 2 }, { Length: 2 }])
        {
            throw new InvalidDataException("It keeps values in another file, which Keras never does");
        }
    }

    // A link that is not hard says its kind, and two bytes behind its name how long that is what it leads to. A name of no length is not
    // read.
    private bool IsLink() => IsLink(Most - 3, _last[^2].Length) || IsLink(Most - 2, 0);

    private bool IsLink(int lengthAt, int nameLength) =>
        _last[lengthAt].Value == nameLength && LinkBefore(lengthAt, anyVersion: false) > 0;

    // The kind of the link whose name's length is at a place, 0 for a hard one; null where none is described. Versions that there are not
    // are refused once all is read, the name too.
    private long? LinkBefore(int lengthAt, bool anyVersion)
    {
        for (int between = 0; between <= 3; between++)
        {
            Span<Field> fields = _last.AsSpan(lengthAt - between - 2);
            if (fields is [{ Length: 1 } version, { Length: 1 } flags, var next, ..] && (anyVersion || version.Value == 1)
                && Between(flags.Value) == between
                && _last[lengthAt].Length == 1 << (int)(flags.Value & 3))
            {
                bool hasKind = (flags.Value & HasKind) != 0;
                if (!hasKind || next.Length == 1)
                {
                    return hasKind ? next.Value : 0;
                }
            }
        }

        return null;
    }

    // How many fields stand between the flags and the length.
    private static int Between(long flags) =>
        BitOperations.PopCount((ulong)flags & (HasOrder | HasKind | HasEncoding));

    private static long Value(ReadOnlySpan<byte> field) => field.Length switch
    {
        1 => field[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(field),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
        8 => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(field), long.MaxValue),
        _ => 0,
    };

    private readonly record struct Field(long At, int Length, long Value);
}
