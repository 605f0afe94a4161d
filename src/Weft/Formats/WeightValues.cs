using System.Runtime.InteropServices;

using PureHDF;

namespace Weft.Formats;

/// <summary>The values of one data set of an HDF5 file as 32-bit floats, whatever number type it has.</summary>
internal static class WeightValues
{
    /// <exception cref="ModelFileException">The shape is another one, or the values are no numbers.</exception>
    public static Tensor Read(IH5Dataset dataset, Shape shape, string who)
    {
        ulong[] got = dataset.Space.Dimensions;
        if (!Matches(got, shape))
        {
            throw new ModelFileException($"{who}: expected shape {shape}, got [{string.Join(", ", got)}]. The file's weights and its "
                + "config.json do not belong together.");
        }

        float[] values = Values(dataset, who);
        return values.Length == shape.Size
            ? new Tensor(shape, values)
            : throw new ModelFileException($"{who}: expected {shape.Size} values, got {values.Length}. The file is damaged; get a fresh "
                + "copy.");
    }

    private static bool Matches(ulong[] dimensions, Shape shape)
    {
        bool matches = dimensions.Length == shape.Rank;
        for (int axis = 0; matches && axis < dimensions.Length; axis++)
        {
            matches = dimensions[axis] == (ulong)shape[axis];
        }

        return matches;
    }

    /// <summary>A data set of one value, with a whole number's every digit up to 2^53.</summary>
    public static double Scalar(IH5Dataset dataset, string who)
    {
        if (Array.Exists(dataset.Space.Dimensions, extent => extent != 1))
        {
            throw new ModelFileException($"{who}: expected one value, got shape [{string.Join(", ", dataset.Space.Dimensions)}].");
        }

        return (dataset.Type.Class, dataset.Type.Size) switch
        {
            (H5DataTypeClass.FixedPoint, 8) => One(dataset.Read<long[]>(), who),
            (H5DataTypeClass.FixedPoint, 4) => One(dataset.Read<int[]>(), who),
            (H5DataTypeClass.FloatingPoint, 8) => One(dataset.Read<double[]>(), who),
            _ => One(Values(dataset, who), who),
        };
    }

    // HDF5 has data sets of no extents that hold nothing.
    private static T One<T>(T[] values, string who) => values is [var only]
        ? only
        : throw new ModelFileException($"{who}: expected one value, got {values.Length}.");

    private static float[] Values(IH5Dataset dataset, string who)
    {
        IH5DataType type = dataset.Type;
        return (type.Class, type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 4) when dataset.Space.Dimensions.Length > 0 => Floats(dataset),
            (H5DataTypeClass.FloatingPoint, 4) => dataset.Read<float[]>(),
            // How many samples a Normalization has seen is a whole number.
            (H5DataTypeClass.FixedPoint, 4 or 8) when dataset.Space.Dimensions.Length == 0 => [(float)Scalar(dataset, who)],
            (H5DataTypeClass.FloatingPoint, 8) => Array.ConvertAll(dataset.Read<double[]>(), value => (float)value),
            (H5DataTypeClass.FloatingPoint or H5DataTypeClass.Opaque, 2) when IsBrainFloat(dataset) => BrainFloats(dataset.Read<byte[]>()),
            (H5DataTypeClass.FloatingPoint, 2) => Array.ConvertAll(dataset.Read<Half[]>(), value => (float)value),
            _ => throw new ModelFileException($"{who}: expected numbers of type float16, bfloat16, float32 or float64, got {type.Class} "
                + $"of {type.Size} bytes. Save the model with float32 weights."),
        };
    }

    private static float[] Floats(IH5Dataset dataset)
    {
        float[] values = LargePages.Array<float>((int)dataset.Space.Dimensions.Aggregate(1UL, (product, extent) => product * extent));
        dataset.Read(values);
        return values;
    }

    // HDF5 has no bfloat16: Keras writes its two bytes as they are, and says what they are in an attribute.
    private static bool IsBrainFloat(IH5Dataset dataset) => dataset.Type.Class == H5DataTypeClass.Opaque
        || (dataset.AttributeExists("dtype")
            && dataset.Attribute("dtype") is { Type.Class: H5DataTypeClass.VariableLength or H5DataTypeClass.String } dtype
                && dtype.Read<string>() == "bfloat16");

    private static float[] BrainFloats(byte[] bytes) =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
}
