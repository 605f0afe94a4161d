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
        { "RandomResizedCrop", "\"target_size\": [4, 6], \"crop_area_factor\": [0.5, 1.0], \"aspect_ratio_factor\": [0.75, 1.5], \"interpolation\": \"bilinear\", \"seed\": 12", new RandomResizedCrop(4, 6, (0.5, 1), (0.75, 1.5), 12) },
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
        { "RandomColorDegeneration", "\"factor\": [-0.5, 0.5], \"value_range\": [0, 1], \"seed\": 3", new RandomColorDegeneration(0.5, (0, 1), 3) },
        { "RandomColorJitter", "\"brightness_factor\": 0.25, \"contrast_factor\": 0.5, \"saturation_factor\": [0.25, 0.75], \"hue_factor\": 0.125", new RandomColorJitter(null, 0.25, (0.5, 0.5), (0.25, 0.75), (0, 0.125)) },
        { "RandomColorJitter", "\"contrast_factor\": [0.25, 0.5], \"hue_factor\": null", new RandomColorJitter(contrastFactor: (0.25, 0.5)) },
        { "RandomGrayscale", "\"factor\": 0.25", new RandomGrayscale(0.25) },
        { "RandomSharpness", "\"factor\": [0, 0.25]", new RandomSharpness(0.25) },
        { "RandomSharpness", "\"factor\": 0.25, \"value_range\": [-1, 1]", new RandomSharpness(0.25, (-1, 1)) },
        { "RandomPosterization", "\"factor\": [1, 4], \"value_range\": [0, 255]", new RandomPosterization(4) },
        { "RandomPosterization", "\"factor\": 5", new RandomPosterization(5) },
        { "RandomPosterization", "\"factor\": [3, 3]", new RandomPosterization(3, 3) },
        { "Solarization", "\"value_range\": [0, 255], \"addition_factor\": [0, 0.25], \"threshold_factor\": [0.25, 0.5], \"seed\": null", new Solarization(0.25, (0.25, 0.5)) },
        { "Solarization", "\"threshold_factor\": 0.5", new Solarization(thresholdFactor: 0.5) },
        { "RandomInvert", "\"factor\": [0, 0.5]", new RandomInvert(0.5) },
        { "RandomGaussianBlur", "\"factor\": [0, 1.0], \"kernel_size\": [5, 3], \"sigma\": [0.25, 1.0], \"value_range\": [0, 255], \"seed\": null", new RandomGaussianBlur(kernelSize: (3, 5), sigma: (0.25, 1)) },
        { "RandomGaussianBlur", "\"kernel_size\": 5, \"sigma\": 0.5", new RandomGaussianBlur(kernelSize: 5, sigma: 0.5) },
        { "RandomPerspective", "\"factor\": [0, 1.0], \"scale\": 0.5, \"interpolation\": \"nearest\", \"fill_value\": 3.0", new RandomPerspective(scale: 0.5, interpolation: Interpolation.Nearest, fillValue: 3) },
        { "RandomElasticTransform", "\"factor\": 0.5, \"scale\": [0.25, 1.0], \"fill_mode\": \"wrap\"", new RandomElasticTransform(0.5, (0.25, 1), fillMode: FillMode.Wrap) },
        { "RandAugment", "\"value_range\": [0, 1], \"num_ops\": 3, \"factor\": [0, 0.25], \"interpolation\": \"nearest\", \"seed\": 7", new RandAugment((0, 1), 3, 0.25, Interpolation.Nearest, 7) },
        { "RandAugment", "", new RandAugment() },
        { "AugMix", "\"num_chains\": 2, \"chain_depth\": 4, \"factor\": 0.5, \"alpha\": 0.25, \"all_ops\": false", new AugMix(numChains: 2, chainDepth: 4, factor: 0.5, alpha: 0.25, allOps: false) },
        { "AutoContrast", "\"data_format\": \"channels_last\", \"value_range\": [0, 1]", new AutoContrast((0, 1)) },
        { "Equalization", "\"bins\": 64, \"value_range\": [0, 255]", new Equalization(bins: 64) },
        { "ContrastLimitedAdaptiveHistogramEqualization", "\"clip_limit\": 2.0, \"tile_grid_size\": [2, 3]", new ContrastLimitedAdaptiveHistogramEqualization(clipLimit: 2, tileGridSize: (2, 3)) },
        { "Pipeline", "\"layers\": [{\"module\": \"keras.layers\", \"class_name\": \"RandomFlip\", \"config\": {\"name\": \"f\"}}, {\"module\": \"keras.layers\", \"class_name\": \"Rescaling\", \"config\": {\"name\": \"s\", \"scale\": 2}}]", new Pipeline([new RandomFlip { Name = "f" }, new Rescaling(2) { Name = "s" }]) },
    };

    [Theory]
    [InlineData("MixUp", "\"alpha\": 0.25, \"seed\": 3", "mixing: new MixUp(0.25)")]
    [InlineData("CutMix", "\"factor\": [0, 0.5], \"seed\": null", "mixing: new CutMix((0, 0.5))")]
    public void MixingLayer_OfKeras_IsAnIdentityWithARemedy(string className, string options, string remedy)
    {
        KerasArchive.Write(_folder["theirs.keras"], Config(className, options));
        Model model = Model.Load(_folder["theirs.keras"]);
        Assert.IsType<Identity>(model.Layers[0].Layer);
        string note = Assert.Single(model.LoadNotes);
        Assert.Contains($"{className} 'r'", note);
        Assert.Contains(remedy, note);
    }

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
    [InlineData("RandomPosterization", "\"factor\": 9", "factor", "from 1 to 8", "9")]
    [InlineData("RandomPosterization", "\"factor\": [1, 2.5]", "factor", "whole numbers", "[1,2.5]")]
    [InlineData("RandomGaussianBlur", "\"kernel_size\": 4", "kernelSize", "odd numbers", "4x4")]
    [InlineData("RandomElasticTransform", "\"fill_mode\": \"mirror\"", "fill_mode", "reflect", "mirror")]
    [InlineData("RandAugment", "\"num_ops\": 0", "numOps", "from 1 to 100", "0")]
    [InlineData("RandAugment", "\"factor\": [0, 1.5]", "factor", "from 0 to 1", "0 to 1.5")]
    [InlineData("AugMix", "\"alpha\": 0", "alpha", "positive", "0")]
    [InlineData("AutoContrast", "\"value_range\": [1, 1]", "valueRange", "a higher one", "1 to 1")]
    [InlineData("AutoContrast", "\"data_format\": \"channels_first\"", "data_format", "channels_last", "channels_first")]
    [InlineData("Equalization", "\"bins\": 1", "bins", "from 2", "1")]
    [InlineData("ContrastLimitedAdaptiveHistogramEqualization", "\"tile_grid_size\": [100, 100]", "tileGridSize", "4096", "100x100")]
    [InlineData("Pipeline", "\"layers\": [{\"class_name\": \"Flatten\", \"config\": {\"name\": \"f\"}}]", "change pictures", "Flatten", "behind the pipeline")]
    [InlineData("Pipeline", "\"layers\": [{\"class_name\": \"RandomFlip\"}]", "layers", "a list of layers", "RandomFlip")]
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
        { new RandomResizedCrop(2, 2), ["target_size", "crop_area_factor", "aspect_ratio_factor", "interpolation", "seed"] },
        { new RandomContrast(0.1), ["factor", "value_range", "seed"] },
        { new RandomBrightness(0.1), ["factor", "value_range", "seed"] },
        { new RandomHue(0.1), ["factor", "value_range", "seed"] },
        { new RandomSaturation(0.1), ["factor", "value_range", "seed"] },
        { new RandomShear(0.1, 0.1), ["x_factor", "y_factor", "fill_mode", "interpolation", "seed", "fill_value", "data_format"] },
        { new RandomErasing(), ["factor", "scale", "fill_value", "value_range", "seed"] },
        { new RandomColorDegeneration(0.5), ["factor", "value_range", "seed"] },
        { new RandomColorJitter(hueFactor: (0, 0.5)), ["value_range", "brightness_factor", "contrast_factor", "saturation_factor", "hue_factor", "seed"] },
        { new RandomGrayscale(), ["factor"] },
        { new RandomSharpness(0.5), ["factor", "value_range", "seed"] },
        { new RandomPosterization(4), ["factor", "value_range", "seed"] },
        { new Solarization(), ["addition_factor", "threshold_factor", "value_range", "seed"] },
        { new RandomInvert(), ["factor", "value_range", "seed"] },
        { new RandomGaussianBlur(), ["factor", "kernel_size", "sigma", "value_range", "seed"] },
        { new RandomPerspective(), ["factor", "scale", "interpolation", "fill_value", "seed"] },
        { new RandomElasticTransform(), ["factor", "scale", "interpolation", "fill_mode", "fill_value", "value_range", "seed"] },
        { new RandAugment(), ["value_range", "num_ops", "factor", "interpolation", "seed"] },
        { new AugMix(), ["value_range", "num_chains", "chain_depth", "factor", "alpha", "all_ops", "interpolation", "seed"] },
        { new AutoContrast(), ["value_range"] },
        { new Equalization(), ["bins", "value_range"] },
        { new ContrastLimitedAdaptiveHistogramEqualization(), ["value_range", "clip_limit", "tile_grid_size"] },
    };

    // What is written is read as the same layer, everything away from its default.
    public static TheoryData<Layer> All =>
    [
        new RandomColorDegeneration((0.1, 0.5), (0, 1), 3),
        new RandomColorJitter((0, 1), 0.1, (0.1, 0.2), (0.4, 0.6), (0.1, 0.2), 4),
        new RandomGrayscale(0.25, 5),
        new RandomSharpness((0.25, 0.5), (0, 1), 6),
        new RandomPosterization(2, 5, (0, 1), 7),
        new Solarization((0.1, 0.2), (0.3, 0.4), (0, 1), 8),
        new RandomInvert((0.1, 0.2), (0, 1), 9),
        new RandomGaussianBlur((0.1, 0.2), (3, 5), (0.3, 0.4), (0, 1), 10),
        new RandomPerspective((0.1, 0.2), 0.3, Interpolation.Nearest, 4, 11),
        new RandomElasticTransform((0.1, 0.2), (0.3, 0.4), Interpolation.Nearest, FillMode.Constant, 5, (0, 1), 12),
        new RandAugment((0, 1), 3, (0.1, 0.2), Interpolation.Nearest, 13),
        new AugMix((0, 1), 2, 4, (0.1, 0.2), 0.5, false, Interpolation.Nearest, 14),
        new AutoContrast((0, 1)),
        new Equalization((0, 1), 64),
        new ContrastLimitedAdaptiveHistogramEqualization((0, 1), 2, (3, 2)),
        new Pipeline([new RandomFlip { Name = "a" }, new Pipeline([new Rescaling(2) { Name = "b" }, new RandAugment { Name = "c" }]) { Name = "d" }]),
    ];

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void PictureLayer_SavedAndLoaded_IsTheSame(Layer layer)
    {
        new Sequential([8, 8, 3]) { layer with { Name = "r" } }.Save(_folder["ours.keras"]);
        Model model = Model.Load(_folder["ours.keras"]);
        Assert.Equal(layer with { Name = "r" }, model.Layers[0].Layer);
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public void RandomLayer_Saved_HasTheOptionsOfKeras(Layer layer, string[] options)
    {
        string path = _folder["ours.keras"];
        new Sequential([8, 8, 3]) { layer }.Save(path);
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry("config.json")!.Open();
        JsonNode config = JsonNode.Parse(stream)!["config"]!["layers"]![1]!;
        Assert.Equal(layer is RandomResizedCrop ? "keras_cv.layers" : "keras.layers", (string?)config["module"]);
        Assert.Equal(options.Concat(["name", "trainable", "dtype"]).Order(), config["config"]!.AsObject().Select(option => option.Key).Order());
    }

    private static string Config(string className, string options) => $$$"""
        {"module": "keras", "class_name": "Sequential", "config": {"name": "theirs", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "name": "their_input"}},
            {"module": "keras.layers", "class_name": "{{{className}}}", "config": {"name": "r"{{{(options.Length > 0 ? ", " : "")}}}{{{options}}} }, "registered_name": null} ]} }
        """;
}
