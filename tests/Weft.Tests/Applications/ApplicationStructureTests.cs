using System.Text.Json;

using Weft.Applications;
using Weft.Layers;
using Weft.Tests.Keras;

namespace Weft.Tests.Applications;

/// <summary>Every application has the layers of Keras' own, in its order: names, classes, what reads what, shapes, and the weights.</summary>
public sealed class ApplicationStructureTests
{
    public static TheoryData<string> Stored => [.. StoredApplication.KerasNames];

    [Theory]
    [MemberData(nameof(Stored))]
    public void Create_HasKerasLayersAndWeightsInItsOrder(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        Model model = stored.Model();
        Assert.Equal(stored.Root.GetProperty("config").GetProperty("config").GetProperty("name").GetString(), model.Name);
        AssertLayers(stored.Layers, model.Layers);
        Assert.Equal(stored.Weights.Select(weight => PathOf(weight.Path)), model.Weights.Select(weight => weight.Name));
        Assert.All(stored.Weights.Zip(model.Weights), pair => Assert.Equal(pair.First.Shape, pair.Second.Shape));
        AssertParameters(stored.Root.GetProperty("parameters"), (model.ParameterCount, model.Weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size)));
        AssertParameters(stored.Root.GetProperty("features").GetProperty("parameters"), ParameterCount.Of(stored.Application(), stored.InputShape, includeTop: false, classes: 10));

        // The call without arguments stands in the file of the plain name.
        JsonElement plain = stored.Root.GetProperty("parameters_default");
        if (plain.ValueKind != JsonValueKind.Null)
        {
            Application application = Application.Named(name);
            AssertParameters(plain, ParameterCount.Of(application));
            JsonElement[] size = [.. plain.GetProperty("input_shape").EnumerateArray()];
            Assert.True(size[0].ValueKind == JsonValueKind.Null || size[0].GetInt32() == application.DefaultSize, $"{application.DefaultSize}");
        }
    }

    [Fact]
    public void Stored_CoversAllApplicationsOfKeras()
    {
        KerasFiles.Require("applications");
        string[] inKeras = [.. Application.All.Select(application => application.Name).Except(["ResNet18", "ResNet34"])];
        Assert.Equal(inKeras.Order(StringComparer.Ordinal), StoredApplication.KerasNames.Where(name => !name.Contains('-')).Order(StringComparer.Ordinal));
    }

    // Arithmetic without a layer bears a name of its own in Keras; here it is a layer.
    private static void AssertLayers(IReadOnlyList<StoredLayerRow> expected, LayerList actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Dictionary<string, string> names = [];
        foreach ((BuiltLayer layer, StoredLayerRow row) in actual.Zip(expected))
        {
            names.Add(layer.Name, row.Name);
            Assert.Equal((row.Class, row.IsOperation ? layer.Name : row.Name), (ClassOf(layer, row), layer.Name));
            Assert.Equal(row.Shape, layer.OutputShape);
            Assert.Equal(row.Inputs, layer.Inputs.Select(input => names[input.Layer.Name]));
        }
    }

    private static string ClassOf(BuiltLayer layer, StoredLayerRow row) => (row.IsOperation, layer.Layer) switch
    {
        (true, Rescaling) when row.Inputs.Length == 1 => row.Class,
        (true, Add or Multiply) when row.Inputs.Length == 2 => $"op:{layer.Layer.KerasName}",
        _ => layer.Layer.KerasName,
    };

    // The layer and the weight; Keras numbers the nameless weights of its LayerScale.
    private static string PathOf(string path)
    {
        string[] parts = path.Split('/');
        return $"{parts[^2]}/{(parts[^1].StartsWith("variable", StringComparison.Ordinal) ? "variable" : parts[^1])}";
    }

    private static void AssertParameters(JsonElement expected, (int All, int Trained) actual) =>
        Assert.Equal((expected.GetProperty("total").GetInt32(), expected.GetProperty("trainable").GetInt32()), actual);
}
