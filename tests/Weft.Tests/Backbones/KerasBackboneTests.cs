using System.Security.Cryptography;
using System.Text.Json;

using Weft.Applications;
using Weft.Backbones;
using Weft.Backbones.Opening;
using Weft.Backbones.Published;
using Weft.Data;
using Weft.Tests.Applications;
using Weft.Tests.Architecture;
using Weft.Tests.Data;
using Weft.Tests.Golden;
using Weft.Tests.Keras;
using Weft.Tests.Reference;

namespace Weft.Tests.Backbones;

/// <summary>Applications with Keras' weights by name: what they are, and what they compute of files of the published form.</summary>
public sealed class KerasBackboneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names => [.. KerasCatalog.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Known_Numbers_AreTheNetworks(string name)
    {
        KerasBackbone one = KerasCatalog.All.Single(one => one.Name == name);
        Shape input = [one.Info.ImageSize, one.Info.ImageSize, 3];
        (_, Node output) = one.Application.Call(input, includeTop: false, 1, new Weft.Layers.GlobalAveragePooling2D(), Activation.Linear, seed: 1);
        int parameters = ParameterCount.Of(one.Application, input, includeTop: false, classes: 1).All;
        Assert.Equal((output.Shape[0], parameters), (one.Info.Features, one.Info.Parameters));
        Assert.True(one.File.Hash is { Length: 32 or 64 } || one.Application is MobileNet or MobileNetV2, "Keras has a hash of it");
        Assert.EndsWith(".h5", one.File.Name, StringComparison.Ordinal);
        Assert.StartsWith("https://storage.googleapis.com/", one.Address.AbsoluteUri, StringComparison.Ordinal);
        Assert.EndsWith("/", one.Address.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_HasEveryApplicationOfKeras_EachNameAndFileOnce()
    {
        Assert.Empty(Application.All.Where(application => application is not (ResNet18 or ResNet34))
            .Select(application => application.Name.ToLowerInvariant()).Except(Backbone.Known.Select(info => info.Name)));
        Assert.Equal(Backbone.Known.Count, Backbone.Known.Select(info => info.Name).Distinct().Count());
        KerasBackbone[] others = [.. KerasCatalog.All.Where(one => one.Info.ImageSize != 224 || one.Name.Split('_') is not [_, "1.00", _])];
        Assert.Equal(others.Length, others.Select(one => one.File.Name).Distinct().Count());
    }

    [Fact]
    public void Docs_Table_HasEveryNameWithItsNumbers()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "backbones.md"));
        Assert.All(Backbone.Known.Where(info => Backbone.FamilyNames.Contains(info.Name)), info => Assert.Contains(
            FormattableString.Invariant($"| `{info.Name}` | {info.ImageSize}x{info.ImageSize} | {info.Features} | {info.Parameters:N0} |"), page, StringComparison.Ordinal));
        Assert.All(Backbone.Known.Select(info => info.Name).Where(name => name.Contains("v3", StringComparison.Ordinal)),
            name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mobilenet_0.25_128", "mobilenet/mobilenet_2_5_128_tf_no_top.h5")]
    [InlineData("mobilenet_0.75_160", "mobilenet/mobilenet_7_5_160_tf_no_top.h5")]
    [InlineData("mobilenet", "mobilenet/mobilenet_1_0_224_tf_no_top.h5")]
    [InlineData("mobilenetv2_0.35_96", "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96_no_top.h5")]
    [InlineData("mobilenetv2_0.50_192", "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.5_192_no_top.h5")]
    [InlineData("mobilenetv2", "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5")]
    [InlineData("mobilenetv3small_minimalistic", "mobilenet_v3/weights_mobilenet_v3_small_minimalistic_224_1.0_float_no_top_v2.h5")]
    [InlineData("mobilenetv3large_0.75", "mobilenet_v3/weights_mobilenet_v3_large_224_0.75_float_no_top_v2.h5")]
    public void Address_OfAVariant_IsTheOneThatKerasMakes(string name, string path)
    {
        KerasBackbone one = KerasCatalog.All.Single(one => one.Name == name);
        Assert.Equal($"https://storage.googleapis.com/tensorflow/keras-applications/{path}", new Uri(one.Address, one.File.Name).AbsoluteUri);
    }

    [Theory]
    [MemberData(nameof(StoredApplication.WithFeatures), MemberType = typeof(StoredApplication))]
    public async Task Features_OfWeightsInThePublishedForm_AreKeras(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        Model model = stored.Filled(stored.Features());
        BackbonePixels pixels = PixelKnowledge.Of(Model.FromJson(model.ToJson(), seed: 1), isTorch: false, option: null)!;
        if (name == "EfficientNetB0")
        {
            // The published file has deviations where variances belong, and Keras divides once more.
            Weight variance = model.Weights.Single(weight => weight.Name.EndsWith("/variance", StringComparison.Ordinal));
            foreach ((int i, double deviation) in ((double[])[0.229, 0.224, 0.225]).Index())
            {
                variance.Values[i] /= (float)deviation;
            }
        }

        byte[] file = OldWeightsFile.Of(model);
        KerasBackbone named = KerasCatalog.All.Single(one => one.Name == name.ToLowerInvariant());
        named = named with { File = named.File with { Hash = Convert.ToHexStringLower(MD5.HashData(file)) } };
        Directory.CreateDirectory(_folder.File(named.Name));
        File.WriteAllBytes(Path.Combine(_folder.File(named.Name), named.File.Name), file);

        Backbone backbone = await Open(named, Mirror.None, stored.InputShape[0]);

        Tensor features = backbone.Features.Predict(Unprepared(stored.Input(), pixels));
        JsonElement expected = stored.Root.GetProperty("features");
        double[] sums = [.. expected.GetProperty("sum").EnumerateArray().Select(value => value.GetDouble())];
        foreach ((string sample, int i) in ((string[])["first", "second"]).Select((sample, i) => (sample, i)))
        {
            double[] first = [.. expected.GetProperty(sample).EnumerateArray().Select(value => value.GetDouble())];
            float[] row = features.Row(i).ToArray();
            Assert.Equal(named.Info.Features, row.Length);
            Difference.AssertClose(row.AsSpan(0, first.Length), first, 60 * stored.Tolerance * row.Max(Math.Abs), $"{name}, {sample}");
            Assert.Equal(sums[i], row.Sum(value => (double)value), 2 * stored.Tolerance * row.Sum(Math.Abs));
        }
    }

    [Fact]
    public async Task Open_FileOfKerasFromAServer_IsFetchedOnceAndAnswersAsKeras()
    {
        string source = KerasFiles.Require("applications");
        byte[] file = File.ReadAllBytes(Path.Combine(source, "mobilenet_v2_0.10_64_legacy_notop.h5"));
        NpzFile arrays = new(Path.Combine(source, "mobilenet_v2_0.10_64_legacy_notop.npz"));
        KerasBackbone named = KerasCatalog.Of(new MobileNetV2 { Alpha = 0.1 }, "mobilenet_v2/notop.h5", Convert.ToHexStringLower(MD5.HashData(file)), 1280, 0, "_0.10_64", 64);
        using FileServer server = new FileServer().With("storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/notop.h5", new(file));

        Backbone backbone = await Open(named, Mirror.Of(server.Address.AbsoluteUri));
        await Open(named, Mirror.Of(server.Address.AbsoluteUri));

        Assert.Single(server.Asked);
        Assert.Equal(("mobilenetv2_0.10_64", [64, 64, 3]), (backbone.Name, backbone.Features.InputShape));
        Tensor x = new([arrays["x"].Length / (64 * 64 * 3), 64, 64, 3], [.. arrays["x"].Select(value => (float)value)]);
        float[] got = backbone.Features.Predict(Unprepared(x, BackbonePixels.MinusOneToOne)).Span.ToArray();
        double[] map = arrays["y"];
        int pixels = map.Length / got.Length;
        double[] means = [.. got.Select((_, i) => Enumerable.Range(0, pixels).Average(pixel => map[(((i / 1280 * pixels) + pixel) * 1280) + (i % 1280)]))];
        Assert.True(pixels > 1);
        Assert.All(means.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * means.Max(Math.Abs)));
    }

    [Fact]
    public async Task Open_PicturesOfAnotherSize_PadsAsTheNetworkOfThatSizeDoes()
    {
        KerasBackbone named = KerasCatalog.All.Single(one => one.Name == "mobilenetv2_0.35_96") with { CachedName = "none.h5" };
        Model model = named.Application.Create([97, 97, 3], includeTop: false, pooling: new Weft.Layers.GlobalAveragePooling2D(), seed: 1);
        Directory.CreateDirectory(_folder.File(named.Name));
        File.WriteAllBytes(Path.Combine(_folder.File(named.Name), named.File.Name), OldWeightsFile.Of(model));
        Backbone backbone = await Open(named, Mirror.None, 97);
        Tensor x = new FillRule(1, 1).Input([97, 97, 3], isBytes: false);
        Assert.Equal(model.Predict(x).Span.ToArray(), backbone.Features.Predict(Unprepared(x, BackbonePixels.MinusOneToOne)).Span.ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-4);

        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Open(named, Mirror.None, 20));
        Assert.StartsWith("mobilenetv2_0.35_96: MobileNetV2: expected pictures [height, width, channels] of at least 32x32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NothingThere_SaysWhichFileToPutWhere()
    {
        KerasBackbone named = KerasCatalog.All.Single(one => one.Name == "resnet50") with { CachedName = "none.h5" };
        using FileServer server = new();
        DataException error = await Assert.ThrowsAsync<DataException>(() => Open(named, Mirror.Of(server.Address.AbsoluteUri)));
        Assert.StartsWith($"{named.File.Name}: expected at {_folder.File("resnet50")}, and could not be fetched there (127.0.0.1: 404", error.Message, StringComparison.Ordinal);
        Assert.Contains("put https://storage.googleapis.com/tensorflow/keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5 there by hand",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("WEFT_MIRROR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindInCache_FileThatKerasFetched_IsTakenWhereItsHashIsRight()
    {
        KerasBackbone named = KerasCatalog.All.Single(one => one.Name == "nasnetmobile");
        byte[] content = [1, 2, 3];
        named = named with { File = named.File with { Hash = Convert.ToHexStringLower(MD5.HashData(content)) } };
        string models = Path.Combine(_folder.Path, ".keras", "models"), path = Path.Combine(models, "nasnet_mobile_no_top.h5");
        Directory.CreateDirectory(models);
        Assert.Null(await Find(named, "HOME", _folder.Path));
        File.WriteAllBytes(path, content);
        Assert.Equal(path, await Find(named, "HOME", _folder.Path));
        Assert.Equal(path, await Find(named, "KERAS_HOME", Path.Combine(_folder.Path, ".keras")));
        File.WriteAllBytes(path, [1, 2]);
        Assert.Null(await Find(named, "HOME", _folder.Path));
    }

    private static Task<string?> Find(KerasBackbone named, string variable, string value) =>
        named.FindInCacheAsync(name => name == variable ? value : null, TestContext.Current.CancellationToken);

    // The bytes, and what lies between them, of which the network's input is made.
    private static Tensor Unprepared(Tensor prepared, BackbonePixels pixels)
    {
        float[] values = prepared.Span.ToArray();
        int Channel(int i) => pixels.BlueFirst ? 2 - (i % 3) : i % 3;
        return new Tensor(prepared.Shape, [.. values.Select((_, i) =>
        {
            int channel = Channel(i);
            float value = values[i - (i % 3) + channel];
            return (float)((value - pixels.Offset[channel % pixels.Offset.Count]) / pixels.Scale[channel % pixels.Scale.Count]);
        })]);
    }

    private async Task<Backbone> Open(NamedBackbone named, Mirror mirror, int? size = null)
    {
        using FileFetcher fetcher = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, mirror) { Tries = 1 };
        return await Backbone.OpenAsync(named, new() { Folder = _folder.Path, ImageSize = size }, fetcher, null, TestContext.Current.CancellationToken);
    }
}
