using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Data;

/// <summary>An array of NumPy's <c>.npy</c> format: whole numbers, floats, truth values or text, C or Fortran order, either byte order.</summary>
/// <remarks>
/// Magic <c>\x93NUMPY</c>, version, header length, then a Python dictionary as text (<c>descr</c>, <c>fortran_order</c>, <c>shape</c>) and the values
/// (NumPy's documentation of <c>numpy.lib.format</c>). Pickled objects are refused: they are programs.
/// </remarks>
internal sealed partial class NpyArray
{
    // The shortest one possible is longer than what is read together with the magic.
    private const int LeastHeader = 16;
    private const int MostHeader = 1 << 20;

    private readonly byte[] _values;
    private readonly char _kind;
    private readonly int _width;
    private readonly bool _bigEndian;

    private NpyArray(string name, byte[] values, string type, int[] shape)
    {
        Name = name;
        Shape = shape;
        _values = values;
        _bigEndian = type[0] == '>';
        _kind = type[1];
        _width = int.Parse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture) * (_kind == 'U' ? 4 : 1);
        Count = _width == 0 ? 0 : values.Length / _width;
    }

    public string Name { get; }

    public IReadOnlyList<int> Shape { get; }

    public int Count { get; }

    public bool IsBytes => (_kind, _width) == ('u', 1);

    public bool IsText => _kind is 'U' or 'S';

    public bool IsWhole => _kind is 'u' or 'i' or 'b';

    /// <summary>The values as they lie in the file; bytes only.</summary>
    public byte[] Bytes => _values;

    /// <summary>Reads a member of an archive to its end.</summary>
    /// <param name="stream">The member.</param>
    /// <param name="size">Its length.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">It is no array, of a kind that is not read, or cut.</exception>
    public static NpyArray Read(Stream stream, long size, string name)
    {
        NpyHeader header = ReadHeader(stream, size, name);
        byte[] values = GC.AllocateUninitializedArray<byte>(header.Size);
        int got = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (got < values.Length)
        {
            throw new DataException($"{name}: the header promises {values.Length} bytes, {got} follow. The file is cut; fetch it again.");
        }

        bool isOrdered = !header.IsFortran || header.Shape.Length < 2;
        return new NpyArray(name, isOrdered ? values : ToCOrder(values, header), header.Type, header.Shape);
    }

    /// <summary>Reads what stands before the values, and checks that as many follow as it promises.</summary>
    /// <param name="stream">The member.</param>
    /// <param name="size">Its length.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">It is no array, or of a kind that is not read.</exception>
    public static NpyHeader ReadHeader(Stream stream, long size, string name)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start, 12, throwOnEndOfStream: false);
        if (got < 12 || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
        {
            throw new DataException($"{name}: expected an array of NumPy, got something else. Save it with numpy.savez or numpy.savez_compressed.");
        }

        bool isLong = start[6] >= 2;
        uint headerLength = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (headerLength is < LeastHeader or > MostHeader)
        {
            throw new DataException($"{name}: expected a header of {LeastHeader} to {MostHeader} bytes, got {headerLength}. "
                + "The file is damaged; save it again.");
        }

        byte[] text = new byte[headerLength];
        int ahead = isLong ? 0 : 2;
        start.Slice(10, ahead).CopyTo(text);
        int read = stream.ReadAtLeast(text.AsSpan(ahead), text.Length - ahead, throwOnEndOfStream: false);
        string header = Encoding.UTF8.GetString(text, 0, ahead + read);
        long offset = 10 + (isLong ? 2 : 0) + headerLength;
        return ParseHeader(size - offset, header, name);
    }

    /// <summary>The values as floats, in C order. Whole numbers beyond 2^24 and doubles are rounded to the nearest.</summary>
    /// <exception cref="DataException">It is text.</exception>
    public float[] Floats()
    {
        if (IsText)
        {
            throw new DataException($"{Name}: expected an array of numbers, got one of text. Save the samples themselves.");
        }

        if ((_kind, _width, _bigEndian) == ('f', 4, !BitConverter.IsLittleEndian))
        {
            return MemoryMarshal.Cast<byte, float>(_values).ToArray();
        }

        float[] values = new float[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)Number(i);
        }

        return values;
    }

    /// <summary>The values as numbers, in C order.</summary>
    public double Number(int index)
    {
        ReadOnlySpan<byte> value = _values.AsSpan(index * _width, _width);
        Span<byte> little = stackalloc byte[_width];
        value.CopyTo(little);
        if (_bigEndian)
        {
            little.Reverse();
        }

        return (_kind, _width) switch
        {
            ('u' or 'b', 1) => little[0],
            ('i', 1) => (sbyte)little[0],
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(little),
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(little),
            ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(little),
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(little),
        };
    }

    /// <summary>A value of an array of text.</summary>
    public string Text(int index)
    {
        Encoding encoding = _kind == 'S' ? Encoding.UTF8 : new UTF32Encoding(_bigEndian, byteOrderMark: false);
        return encoding.GetString(_values, index * _width, _width).TrimEnd('\0');
    }

    public override string ToString() => $"[{string.Join(", ", Shape)}]";

    private static NpyHeader ParseHeader(long size, string header, string name)
    {
        string type = Descriptor().Match(header).Groups[1].Value;
        Match extents = Extents().Match(header);
        if (!Known().IsMatch(type) || !extents.Success)
        {
            string remedy = type.Contains('O')
                ? "Those are objects of Python's: pictures of several sizes make such an array. Bring them to one size and save numpy.stack(pictures), or labels as numpy.array(labels, dtype=str)."
                : "Convert it, such as with astype('uint8').";
            throw new DataException($"{name}: expected an array of numbers or text, got {(type.Length > 0 ? $"one of type '{type}'" : "one of no simple type")}. {remedy}");
        }

        Int128 count = 1;
        List<int> shape = [];
        foreach (string extent in extents.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            shape.Add(int.TryParse(extent, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue);
            count = Int128.Min(count * shape[^1], long.MaxValue);
        }

        int width = int.Parse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture) * (type[1] == 'U' ? 4 : 1);
        if (count * width != size || size > Array.MaxLength)
        {
            throw new DataException($"{name}: the header promises [{string.Join(", ", shape)}] values of {width} bytes, {size} bytes follow, expected as many as promised and at most {Array.MaxLength}. Save it again.");
        }

        return new NpyHeader(type, [.. shape], (int)size, width, FortranOrder().IsMatch(header));
    }

    // In Fortran's order the first axis runs fastest.
    private static byte[] ToCOrder(byte[] values, NpyHeader header)
    {
        (int[] shape, int width) = (header.Shape, header.Width);
        byte[] ordered = new byte[values.Length];
        int[] position = new int[shape.Length];
        for (int to = 0; to < values.Length; to += width)
        {
            long from = 0;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from = (from * shape[axis]) + position[axis];
            }

            values.AsSpan((int)from * width, width).CopyTo(ordered.AsSpan(to));
            for (int axis = shape.Length - 1; axis >= 0 && ++position[axis] == shape[axis]; axis--)
            {
                position[axis] = 0;
            }
        }

        return ordered;
    }

    [GeneratedRegex(@"'descr':\s*'([^']+)'")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"'shape':\s*\(([\d,\s]*)\)")]
    private static partial Regex Extents();

    [GeneratedRegex(@"'fortran_order':\s*True")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"^[<>|=]([ui][1248]|f[248]|b1|[US][1-9]\d{0,5})\z")]
    private static partial Regex Known();
}

/// <summary>What an array's file says of it before the values.</summary>
/// <param name="Type">NumPy's name of the values' type: <c>&lt;f4</c>.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Size">How many bytes the values have.</param>
/// <param name="Width">How many each has.</param>
/// <param name="IsFortran">Whether the first axis runs fastest.</param>
internal sealed record NpyHeader(string Type, int[] Shape, int Size, int Width, bool IsFortran);
