using System.IO.Compression;
using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Tests.Formats;

public sealed class RandomLayerFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, Layer> Spellings() => new()
    {
        { "RandomFlip", "\"seed\": null, \"mode\": \"horizontal\", \"data_format\": \"channels_last\"", new RandomFlip(FlipMode.Horizontal) },
        { "RandomFlip", "", new RandomFlip() },
        { "RandomTranslation", "\"height_factor\": 0.25, \"width_factor\": [-0.5, 0.125]", new RandomTranslation(0.25, (-0.5, 0.125)) },
        { "RandomTranslation", "\"height_factor\": -0.25, \"width_factor\": 0, \"fill_mode\": \"wrap\", \"interpolation\": \"nearest\"", new RandomTranslation(0.25, 0, FillMode.Wrap, Interpolation.Nearest) },
        { "RandomRotation", "\"factor\": {\"class_name\": \"__tuple__\", \"items\": [-0.25, 0.25]}, \"fill_mode\": \"constant\", \"fill_value\": 3.0", new RandomRotation(0.25, FillMode.Constant, fillValue: 3) },
        { "RandomZoom", "\"height_factor\": 0.5, \"width_factor\": null, \"fill_mode\": \"nearest\"", new RandomZoom(0.5, fillMode: FillMode.Nearest) },
        { "RandomCrop", "\"height\": 4, \"width\": 6, \"seed\": 12", new RandomCrop(4, 6, 12) },
        { "RandomContrast", "\"factor\": [0.0, 0.25], \"value_range\": [0, 255]", new RandomContrast((0, 0.25)) },
        { "RandomContrast", "\"factor\": 0.25", new RandomContrast(0.25) },
        { "RandomBrightness", "\"factor\": [-0.25, 0.25], \"value_range\": [0, 1]", new RandomBrightness(0.25, (0, 1)) },
        { "RandomErasing", "\"factor\": [0.0, 1.0], \"scale\": [0.02, 0.33], \"fill_value\": null, \"value_range\": [0, 255]", new RandomErasing() },
        { "RandomHue", "\"factor\": [0, 0.25], \"value_range\": [0, 255], \"seed\": null, \"data_format\": \"channels_last\"", new RandomHue(0.25) },
        { "RandomHue", "\"factor\": 0.25", new RandomHue(0.25) },
        { "RandomSaturation", "\"factor\": [-0.25, 0.25], \"value_range\": [0, 1]", new RandomSaturation(0.25, (0, 1)) },
        { "RandomShear", "\"x_factor\": [-0.25, 0.25], \"y_factor\": [-0.125, 0.5], \"fill_mode\": \"nearest\"", new RandomShear(0.25, (-0.125, 0.5), FillMode.Nearest) },
        { "RandomShear", "\"x_factor\": 0.25", new RandomShear(0.25, 0) },
        { "RandomErasing", "\"factor\": 0.5, \"scale\": 0.25, \"fill_value\": 7", new RandomErasing(0.5, (0, 0.25), 7) },
    };

    [Theory]
    [MemberData(nameof(Spellings), DisableDiscoveryEnumeration = true)]
    public void RandomLayer_OfKeras_IsUnderstood(string className, string options, Layer expected)
    {
        KerasArchive.Write(_folder["theirs.keras"], Config(className, options));
        Model model = Model.Load(_folder["theirs.keras"]);
        Assert.Equal(expected with { Name = "r" }, model.Layers[0].Layer);
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [InlineData("RandomFlip", "\"mode\": \"diagonal\"", "mode", "horizontal_and_vertical", "diagonal")]
    [InlineData("RandomRotation", "\"factor\": [0.1]", "factor", "one or two numbers", "[0.1]")]
    [InlineData("RandomRotation", "\"factor\": 1.5", "factor", "from -1 to 1", "1.5")]
    [InlineData("RandomZoom", "\"height_factor\": 0.1, \"data_format\": \"channels_first\"", "data_format", "channels_last", "channels_first")]
    [InlineData("RandomErasing", "\"fill_value\": [1, 2, 3], \"scale\": 0.1", "fill_value", "a number", "[1,2,3]")]
    public void RandomLayer_OfAnotherKind_IsAnError(string className, string options, params string[] said)
    {
        KerasArchive.Write(_folder["theirs.keras"], Config(className, options));
        string message = Assert.Throws<ModelFileException>(() => Model.Load(_folder["theirs.keras"])).Message;
        Assert.All(said.Append(className), part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    // The arguments of Keras' constructors: from_config hands every option to one.
    public static TheoryData<Layer, string[]> Options() => new()
    {
        { new RandomFlip(), ["mode", "seed", "data_format"] },
        { new RandomTranslation(0.1, 0.1), ["height_factor", "width_factor", "fill_mode", "interpolation", "seed", "fill_value", "data_format"] },
        { new RandomRotation(0.1), ["factor", "fill_mode", "interpolation", "seed", "fill_value", "data_format"] },
        { new RandomZoom(0.1), ["height_factor", "width_factor", "fill_mode", "interpolation", "seed", "fill_value", "data_format"] },
        { new RandomCrop(2, 2), ["height", "width", "seed", "data_format"] },
        { new RandomContrast(0.1), ["factor", "value_range", "seed"] },
        { new RandomBrightness(0.1), ["factor", "value_range", "seed"] },
        { new RandomHue(0.1), ["factor", "value_range", "seed"] },
        { new RandomSaturation(0.1), ["factor", "value_range", "seed"] },
        { new RandomShear(0.1, 0.1), ["x_factor", "y_factor", "fill_mode", "interpolation", "seed", "fill_value", "data_format"] },
        { new RandomErasing(), ["factor", "scale", "fill_value", "value_range", "seed"] },
    };

    [Theory]
    [MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public void RandomLayer_Saved_HasTheOptionsOfKeras(Layer layer, string[] options)
    {
        string path = _folder["ours.keras"];
        new Sequential([8, 8, 3]) { layer }.Save(path);
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry("config.json")!.Open();
        JsonNode config = JsonNode.Parse(stream)!["config"]!["layers"]![1]!;
        Assert.Equal("keras.layers", (string?)config["module"]);
        Assert.Equal(options.Concat(["name", "trainable", "dtype"]).Order(), config["config"]!.AsObject().Select(option => option.Key).Order());
    }

    private static string Config(string className, string options) => $$$"""
        {"module": "keras", "class_name": "Sequential", "config": {"name": "theirs", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "name": "their_input"}},
            {"module": "keras.layers", "class_name": "{{{className}}}", "config": {"name": "r"{{{(options.Length > 0 ? ", " : "")}}}{{{options}}} }, "registered_name": null} ]} }
        """;
}
