namespace Weft.Onnx.Reading;

/// <summary>The types of numbers that ONNX has, by its own numbers.</summary>
internal enum ElementType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>What Weft makes of them: all that is no whole number becomes a 32-bit float.</summary>
internal static class ElementTypes
{
    /// <summary>Whether it becomes a float.</summary>
    public static bool IsReal(this ElementType type) =>
        type is ElementType.Float or ElementType.Float16 or ElementType.Double or ElementType.BFloat16;

    /// <summary>Whether it becomes a 64-bit whole number; a truth is 0 or 1.</summary>
    public static bool IsWhole(this ElementType type) => type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16
        or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool or ElementType.UInt32 or ElementType.UInt64;

    /// <summary>Bytes of one number in raw data.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>ONNX' own word for it.</summary>
    public static string Word(this ElementType type) => Enum.IsDefined(type) ? $"{type}".ToLowerInvariant() : $"type {(int)type}";

    /// <summary>A whole number as the type holds it.</summary>
    public static long Wrap(this ElementType type, long value) => type switch
    {
        ElementType.UInt8 => (byte)value,
        ElementType.Int8 => (sbyte)value,
        ElementType.UInt16 => (ushort)value,
        ElementType.Int16 => (short)value,
        ElementType.Int32 => (int)value,
        ElementType.UInt32 => (uint)value,
        ElementType.Bool => value == 0 ? 0 : 1,
        _ => value,
    };
}
