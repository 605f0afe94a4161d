using Weft.Backbones;
using Weft.Backbones.Packages;
using Weft.Data;
using Weft.Imaging;
using Weft.Layers;
using Weft.Tests.Onnx;

namespace Weft.Tests.Backbones;

/// <summary>The network of Microsoft's package, which the tests' project has restored, against ONNX Runtime on the package's own files.</summary>
public sealed class ResNet18Tests
{
    private static readonly string s_package = PackageFetch.WithUsersSettings(PackagedBackbone.ResNet18).Find("nowhere")!;

    [Fact]
    public async Task Features_OfPhotos_AreOnnxRuntimes()
    {
        string root = DatasetFolder.PathOf("photos9");
        Assert.SkipUnless(Directory.Exists(root), $"no photos in {root}");
        string[] photos = [.. Directory.GetFiles(Path.Combine(root, "train"), "*.jp*g", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Where((_, i) => i % 20 == 0)];
        Assert.InRange(photos.Length, 5, 50);
        byte[] pixels = [.. photos.SelectMany(photo => Picture.Load(photo, 3).Resize(224, 224).Pixels.ToArray())];

        Backbone backbone = await Backbone.OpenAsync("resnet18", ct: TestContext.Current.CancellationToken);
        Tensor features = backbone.Features.Predict(new ImageDataset(pixels, new int[photos.Length], [224, 224, 3], "photos"));

        for (int i = 0; i < photos.Length; i++)
        {
            float[] expected = ByOnnxRuntime(pixels.AsSpan(i * 224 * 224 * 3, 224 * 224 * 3));
            Assert.Equal(512, expected.Length);
            float[] got = features.Row(i).ToArray();
            Assert.True(expected.Max() > 1, "a photo that the network sees nothing in");
            float apart = got.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(apart < 1e-4, $"{photos[i]}: {apart} apart");
        }
    }

    [Fact]
    public async Task Open_Twice_HasOneFingerprint_AndAnotherLayerOrSizeAnother()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        Backbone first = await Backbone.OpenAsync("resnet18", ct: ct), again = await Backbone.OpenAsync("ResNet18", ct: ct);
        Backbone earlier = await Backbone.OpenAsync("resnet18", new BackboneOptions { FeaturesLayer = "ReLU379" }, ct: ct);
        Backbone smaller = await Backbone.OpenAsync("resnet18", new BackboneOptions { ImageSize = 160 }, ct: ct);
        Assert.Equal(first.Fingerprint, again.Fingerprint);
        Assert.Equal(3, new[] { first, earlier, smaller }.Select(backbone => backbone.Fingerprint).Distinct().Count());
        Assert.Equal([160, 160, 3], smaller.Features.InputShape);
        Assert.Equal([512], smaller.Features.OutputShape);
        Assert.Equal(Backbone.Known.Single(info => info.Name == "resnet18").Parameters, smaller.Features.ParameterCount);
    }

    [Fact]
    public async Task Features_WithAHead_AreOneFileThatGivesTheSameBits()
    {
        Backbone backbone = await Backbone.OpenAsync("resnet18", ct: TestContext.Current.CancellationToken);
        Model model = new(backbone.Features.Input, backbone.Features.Output.Then(new Dropout(0.2), new Dense(3, Activation.Softmax)), seed: 1);
        model.Metadata = backbone.Features.Metadata;
        byte[] pixels = new byte[2 * 224 * 224 * 3];
        new Random(1).NextBytes(pixels);
        ImageDataset pictures = new(pixels, new int[2], [224, 224, 3], "pictures");
        using TemporaryFolder folder = new();
        model.Save(folder.File("model.keras"));

        Model loaded = Model.Load(folder.File("model.keras"));

        Assert.Equal(model.Predict(pictures).Span.ToArray(), loaded.Predict(pictures).Span.ToArray());
        Assert.Equal(1, loaded.PixelScale);
        Assert.Empty(loaded.LoadNotes);
    }

    // Both of the package's files by ONNX Runtime: the picture's mean, then the network.
    private static float[] ByOnnxRuntime(ReadOnlySpan<byte> picture)
    {
        float[] planes = new float[picture.Length];
        for (int i = 0; i < picture.Length; i++)
        {
            planes[(i % 3 * 224 * 224) + (i / 3)] = picture[i];
        }

        Tensor prepared = OrtRun.Of(Path.Combine(s_package, PackagedBackbone.ResNet18.Mean.Name), new Tensor([1, 3, 224, 224], planes))[0];
        return OrtRun.Of(Path.Combine(s_package, PackagedBackbone.ResNet18.Network.Name), prepared)[0].Span.ToArray();
    }
}
