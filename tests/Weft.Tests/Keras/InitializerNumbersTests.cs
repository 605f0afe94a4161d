using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Initializers;

namespace Weft.Tests.Keras;

/// <summary>The distributions of the real Keras' initializers. Their random numbers are others, so moments and quantiles are compared, and bounds where there are some.</summary>
public sealed class InitializerNumbersTests
{
    public static TheoryData<string> Names => [.. Cases().Keys.DefaultIfEmpty("none")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fill_EveryInitializer_HasKerasDistribution(string name)
    {
        KerasFiles.Require("current");
        JsonElement expected = Cases()[name];
        Initializer initializer = Read(expected);
        Shape shape = new([.. expected.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())]);
        float[] values = new float[shape.Size];
        Generator random = new(3);
        initializer.Fill(values, shape, ref random);
        double Number(string figure) => expected.GetProperty(figure).GetDouble();
        double deviation = Number("std"), mean = values.Average(value => (double)value);
        double own = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        if (initializer is not RandomInitializer)
        {
            // What is not drawn is the same to the last digits.
            Assert.Equal(Number("mean"), mean, 1e-6);
            Assert.Equal(deviation, own, 1e-6);
            Assert.Equal((Number("min"), Number("max")), (values.Min(), values.Max()));
            return;
        }

        // Both are estimates; their errors fall with the root of the count, and five of them leave room.
        double error = 5 * deviation * Math.Sqrt(2.0 / values.Length);
        Assert.Equal(Number("mean"), mean, error);
        Assert.Equal(deviation, own, error);
        Array.Sort(values);
        foreach (JsonProperty quantile in expected.GetProperty("quantiles").EnumerateObject())
        {
            // The density at a quantile is what its error is divided by: at 1 % of a normal distribution that is 0.027 of the peak's order.
            double p = double.Parse(quantile.Name, System.Globalization.CultureInfo.InvariantCulture);
            double at = values[(int)(p * (values.Length - 1))];
            Assert.Equal(quantile.Value.GetDouble(), at, 8 * error);
        }

        if (IsBounded(initializer))
        {
            double reach = Number("max") - Number("min");
            Assert.Equal(Number("min"), values[0], 1e-3 * reach);
            Assert.Equal(Number("max"), values[^1], 1e-3 * reach);
        }
    }

    [Fact]
    public void Orthogonal_ProductWithItself_IsKeras()
    {
        KerasFiles.Require("current");
        int compared = 0;
        foreach (JsonElement one in Cases().Values.Where(one => one.TryGetProperty("product", out _)))
        {
            Initializer initializer = Read(one);
            int[] extents = [.. one.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];
            float[] values = new float[extents.Aggregate(1, (a, b) => a * b)];
            Generator random = new(3);
            initializer.Fill(values, new Shape(extents), ref random);
            Assert.Equal("transpose(m) m", one.GetProperty("product").GetProperty("of").GetString());
            int columns = extents[^1], rows = values.Length / columns;
            double diagonal = one.GetProperty("product").GetProperty("diagonal").GetDouble();
            for (int a = 0; a < columns; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    double product = Enumerable.Range(0, rows).Sum(row => (double)values[(row * columns) + a] * values[(row * columns) + b]);
                    Assert.Equal(a == b ? diagonal : 0, product, 1e-6);
                }
            }

            compared++;
        }

        Assert.Equal(4, compared);
    }

    [Fact]
    public void Cases_AreAllCompared() => Assert.Equal(59, Require(Cases().Count));

    private static int Require(int count)
    {
        KerasFiles.Require("current");
        return count;
    }

    private static bool IsBounded(Initializer initializer) =>
        initializer is RandomUniform or TruncatedNormal or VarianceScaling { Distribution: not RandomDistribution.UntruncatedNormal };

    private static Initializer Read(JsonElement one)
    {
        List<string> notes = [];
        JsonObject config = JsonNode.Parse(one.GetProperty("config").GetRawText())!.AsObject();
        if (one.GetProperty("class").GetString() == "Identity")
        {
            // Keras' configuration leaves the gain out.
            config["gain"] = one.GetProperty("args").GetProperty("gain").GetDouble();
        }

        JsonObject written = KerasObject.Create("keras.initializers", one.GetProperty("class").GetString()!, config);
        Initializer? initializer = InitializerCodec.Read(written, new KerasConfig([], "layer", notes));
        Assert.NotNull(initializer);
        Assert.Empty(notes);
        JsonNode again = JsonNode.Parse(InitializerCodec.Write(initializer).ToJsonString())!;
        Assert.Equal(initializer, InitializerCodec.Read(again, new KerasConfig([], "layer", notes)));
        return initializer;
    }

    private static Dictionary<string, JsonElement> Cases() => KerasFiles.Find("current") is { } folder
        ? JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "initializers.json"))).RootElement.GetProperty("cases").EnumerateArray()
            .ToDictionary(one => $"{one.GetProperty("class")} {one.GetProperty("args").GetRawText().ReplaceLineEndings("")} {string.Join('x', one.GetProperty("shape").EnumerateArray())}")
        : [];
}
