using System.Globalization;

using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>Numbers of another type.</summary>
internal static class Casts
{
    /// <summary>The type that a Cast asks for: a number, and a word in the oldest files.</summary>
    public static ElementType Target(OnnxNode node) => node.Find("to") is { } to && to.S.Length > 0
        ? Enum.TryParse(to.S.ToStringUtf8(), ignoreCase: true, out ElementType named) ? named : ElementType.Undefined
        : (ElementType)node.Int("to", 0);

    /// <exception cref="ModelFileException">The type has no numbers.</exception>
    public static OnnxTensor To(OnnxTensor x, ElementType type)
    {
        if (type.IsReal())
        {
            float[] reals = type == ElementType.Float16 ? [.. x.ToFloats().Select(value => (float)(Half)value)] : x.ToFloats();
            return OnnxTensor.Of(x.Dims, reals, type);
        }

        if (!type.IsWhole())
        {
            throw new ModelFileException($"expected a cast to numbers, got one to {type.Word()}.");
        }

        long[] whole = type == ElementType.Bool && x.Floats is { } floats
            ? [.. floats.Select(value => value != 0 ? 1L : 0)]
            : [.. x.ToIntegers().Select(value => type.Wrap(value))];
        return OnnxTensor.Of(x.Dims, whole, type);
    }
}

/// <summary>What a Constant node holds.</summary>
internal static class Constants
{
    /// <exception cref="ModelFileException">It is none of the forms that hold numbers.</exception>
    public static OnnxTensor Read(OnnxNode node, Func<Proto.TensorProto, OnnxTensor> read)
    {
        if (node.Find("value") is { T: { } tensor })
        {
            return read(tensor);
        }

        if (node.Has("value_float"))
        {
            return OnnxTensor.Of([], [node.Float("value_float", 0)]);
        }

        if (node.Has("value_int"))
        {
            return OnnxTensor.Of([], [node.Int("value_int", 0)]);
        }

        if (node.Find("value_floats") is { } floats)
        {
            return OnnxTensor.Of([floats.Floats.Count], [.. floats.Floats]);
        }

        return node.Ints("value_ints") is { } integers ? OnnxTensor.Of([integers.Length], integers)
            : throw new ModelFileException(string.Create(CultureInfo.InvariantCulture,
                $"expected numbers, got {string.Join(", ", node.Attributes.Select(attribute => attribute.Name))}. Weft reads no text and "
                    + $"no sparse constants."));
    }
}
