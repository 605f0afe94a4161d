using System.Text.Json;

using Weft.Applications;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Applications;

/// <summary>Weight files of Keras' own, whole and without the top, in the applications that code builds.</summary>
public sealed class WeightFileTests
{
    private const string Folder = "applications";

    private static readonly IReadOnlyDictionary<string, JsonElement> s_cases = KerasFiles.Find(Folder) is { } path
        ? JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json"))).RootElement.EnumerateArray()
            .Where(one => one.GetProperty("file").GetString()!.EndsWith(".h5", StringComparison.Ordinal)).ToDictionary(one => one.GetProperty("file").GetString()!)
        : new Dictionary<string, JsonElement>();

    public static TheoryData<string, bool> Files =>
    [
        .. s_cases.SelectMany(one => new[] { false, true }.Where(byName => !byName || one.Value.TryGetProperty("form", out _)).Select(byName => (one.Key, byName)))
            .DefaultIfEmpty(("none", false)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadWeights_IntoTheApplication_AnswersAsTheirs(string file, bool byName)
    {
        string path = Path.Combine(KerasFiles.Require(Folder), file);
        Model model = Build(s_cases[file]);

        Assert.Empty(model.LoadWeights(path, byName));

        NpzFile arrays = new(Path.Combine(KerasFiles.Require(Folder), $"{s_cases[file].GetProperty("name").GetString()}.npz"));
        double[] expected = arrays["y"];
        Tensor actual = model.Predict(new Tensor(model.InputShape.Prepend(arrays["x"].Length / model.InputShape.Size), [.. arrays["x"].Select(value => (float)value)]));
        double largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Size);
        Assert.All(expected.Zip(actual.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * largest));
    }

    [Fact]
    public void Cases_OfWeights_AreFive()
    {
        KerasFiles.Require(Folder);
        Assert.Equal(5, s_cases.Count);
    }

    private static Model Build(JsonElement one)
    {
        JsonElement arguments = one.GetProperty("arguments");
        double alpha = arguments.GetProperty("alpha").GetDouble();
        Application application = one.GetProperty("function").GetString() == "MobileNet" ? new MobileNet { Alpha = alpha } : new MobileNetV2 { Alpha = alpha };
        return application.Create(
            new Shape([.. arguments.GetProperty("input_shape").EnumerateArray().Select(extent => extent.GetInt32())]),
            includeTop: !arguments.TryGetProperty("include_top", out _),
            classes: arguments.TryGetProperty("classes", out JsonElement classes) ? classes.GetInt32() : 1000,
            seed: 3);
    }
}
