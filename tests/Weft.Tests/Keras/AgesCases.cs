using System.Text.Json;

using Weft.Data;
using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>The cases of <c>keras-files/ages</c> by their files, and their arrays.</summary>
internal static class AgesCases
{
    private const string Folder = "ages";

    public const double OutputTolerance = 2e-5;

    /// <summary>All cases; none where the folder is not on this machine, so that theories can list them.</summary>
    public static IReadOnlyDictionary<string, JsonElement> All { get; } = KerasFiles.Find(Folder) is { } path
        ? JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, "cases.json"))).RootElement.EnumerateArray().ToDictionary(one => one.GetProperty("file").GetString()!)
        : new Dictionary<string, JsonElement>();

    public static string Path(string file) => System.IO.Path.Combine(KerasFiles.Require(Folder), file);

    public static NpzFile Arrays(string file) => new(Path($"{All[file].GetProperty("name").GetString()}.npz"));

    public static Tensor Samples(Model model, NpzFile arrays, string name = "x")
    {
        float[] values = arrays.Has(name) ? [.. arrays[name].Select(value => (float)value)] : [.. arrays["x8"].Select(value => (float)value / 127.5f - 1)];
        return new Tensor(model.InputShape.Prepend(values.Length / model.InputShape.Size), values);
    }

    public static TensorDataset Data(Model model, NpzFile arrays)
    {
        Tensor samples = Samples(model, arrays, "tx");
        double[] targets = arrays["tt"];
        return targets.Length == samples.Shape[0]
            ? new TensorDataset(samples, targets.Select(label => (int)label).ToArray(), "theirs")
            : new TensorDataset(samples, new Tensor([samples.Shape[0], model.OutputShape.Size], [.. targets.Select(value => (float)value)]), "theirs");
    }

    // Absolute where the outputs are probabilities, otherwise of the largest.
    public static void AssertNear(double[] expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Size);
        bool isProbability = Enumerable.Range(0, actual.Shape[0]).All(row => Math.Abs(actual.Row(row).ToArray().Sum() - 1) < 1e-3);
        double largest = expected.Max(Math.Abs), error = expected.Select((value, i) => Math.Abs(value - actual.Span[i])).Max();
        double allowed = tolerance * (isProbability ? 1 : largest);
        Assert.True(error <= allowed, $"expected to be within {allowed:G3} of the real Keras, got {error:G3} (largest {largest:G3}).");
    }
}
