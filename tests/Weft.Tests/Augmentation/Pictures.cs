using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Augmentation;

/// <summary>Pictures to change at random, and what became of them.</summary>
internal static class Pictures
{
    /// <summary>The same noise picture many times, so that only draws differ.</summary>
    public static TensorDataset Copies(Shape shape, int count, int seed = 5)
    {
        float[] picture = SampleDrawer.Values(new Random(seed), shape.Size, 0, 1);
        return Copies(shape, picture, count);
    }

    public static TensorDataset Copies(Shape shape, float[] picture, int count) =>
        new(new Tensor(shape.Prepend(count), [.. Enumerable.Repeat(picture, count).SelectMany(values => values)]), new int[count]);

    /// <summary>Pictures whose first channel is the column and whose second is the row: a linear interpolation of them says where a pixel came from.</summary>
    public static TensorDataset Coordinates(int height, int width, int count)
    {
        float[] picture = [.. Enumerable.Range(0, height * width).SelectMany(i => (float[])[i % width, i / width])];
        return Copies([height, width, 2], picture, count);
    }

    public static Tensor Through(Dataset pictures, params Layer[] layers) => Model(pictures.Shape, layers).Augment(pictures);

    public static Model Model(Shape input, params Layer[] layers)
    {
        Sequential model = new(input, seed: 11);
        foreach (Layer layer in layers)
        {
            model.Add(layer);
        }

        return model;
    }

    public static float[] Original(Dataset pictures)
    {
        float[] picture = new float[pictures.Shape.Size];
        pictures.Read(0, picture, 1);
        return picture;
    }

    /// <summary>Results of float arithmetic on values up to 1, five roundings deep at most.</summary>
    public static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double tolerance = 4e-7)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"value {i}: expected {expected[i]}, got {actual[i]}.");
        }
    }

    /// <summary>Five standard deviations of a count with this probability.</summary>
    public static void AssertShare(double probability, int count, int of) =>
        Assert.Equal(probability, count / (double)of, 5 * Math.Sqrt(probability * (1 - probability) / of));

    /// <summary>Evenly drawn: nothing outside the range, both ends nearly reached, the mean in the middle.</summary>
    public static void AssertEven(double low, double high, double[] values, double rounding = 1e-4)
    {
        double length = high - low;
        Assert.All(values, value => Assert.InRange(value, low - rounding, high + rounding));
        Assert.InRange(values.Min(), low - rounding, low + 0.02 * length);
        Assert.InRange(values.Max(), high - 0.02 * length, high + rounding);
        Assert.Equal((low + high) / 2, values.Average(), 5 * length / Math.Sqrt(12.0 * values.Length));
    }
}
