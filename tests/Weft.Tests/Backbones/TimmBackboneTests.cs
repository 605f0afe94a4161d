using System.Text;

using Weft.Backbones;
using Weft.Backbones.Published;
using Weft.Data;
using Weft.Tests.Data;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Backbones;

/// <summary>Networks by <c>timm/NAME</c>, from a server with the layout of theirs.</summary>
public sealed class TimmBackboneTests : IDisposable
{
    private const string Host = "huggingface.co/timm/some.tag/resolve/main/";

    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("safetensors-timm-test_resnet_f16", "test_resnet", false)]
    [InlineData("safetensors-timm-test_convnext_bf16", "test_convnext", true)]
    [InlineData("safetensors-timm-test_efficientnet", "test_efficientnet", false)]
    public async Task Features_OfATimmFile_AreWhatItsClassesAreMadeOf(string name, string architecture, bool isOld)
    {
        string source = KerasFiles.Require("applications");
        Serve(architecture, File.ReadAllBytes(Path.Combine(source, $"{name}.safetensors")), isOld);

        Backbone backbone = await Open();

        // timm's logits are a product of the features, by the file's own classifier.
        NpzFile answers = new(Path.Combine(source, $"{name}.npz"));
        float[] x = [.. answers["x"].Select(value => (float)value)], pixels = [.. x.Select((value, i) => ((value * Deviation(i)) + Mean(i)) * 255)];
        Tensor features = backbone.Features.Predict(new Tensor([2, 48, 48, 3], pixels));
        Model whole = Model.FromPyTorch(Path.Combine(_folder.Path, "timm", "some.tag", "model.safetensors"), [48, 48, 3], architecture);
        BuiltLayer classes = whole.Layers[whole.Layers.Count - 1];
        float[] kernel = classes.Weights[0].Values, bias = classes.Weights[1].Values;
        double scale = answers["y"].Max(Math.Abs);
        Assert.Equal([48, 48, 3], backbone.Features.InputShape);
        Assert.All(answers["y"].Index(), logit =>
        {
            (int row, int output) = (logit.Index / bias.Length, logit.Index % bias.Length);
            double got = bias[output] + features.Row(row).ToArray().Select((value, i) => (double)value * kernel[(i * bias.Length) + output]).Sum();
            Assert.Equal(logit.Item, got, 2e-5 * scale);
        });
        Assert.Equal(("timm/some.tag", "https://huggingface.co/timm/some.tag", "apache-2.0"), (backbone.Name, backbone.Source, backbone.Licence));
    }

    [Fact]
    public async Task Open_Twice_AsksOnce()
    {
        Serve("test_resnet", File.ReadAllBytes(Path.Combine(KerasFiles.Require("applications"), "safetensors-timm-test_resnet_f16.safetensors")));
        await Open();
        await Open(new() { ImageSize = 32, Folder = _folder.Path });
        Assert.Equal([$"{Host}config.json", $"{Host}model.safetensors"], _server.Asked.Select(asked => asked.Path));
    }

    [Theory]
    [InlineData("resnetblur50", "expected an architecture that Weft has (", "got 'resnetblur50'")]
    [InlineData("vit_base_patch16_224", "expected an architecture that Weft has (", "got 'vit_base_patch16_224'")]
    [InlineData("efficientnet_b1_pruned", "expected an architecture that Weft has (", "got 'efficientnet_b1_pruned'")]
    [InlineData("convnextv2_tiny", "expected an architecture that Weft has (", "got 'convnextv2_tiny'")]
    public async Task Open_ArchitectureThatWeftLacks_IsRefusedBeforeItsWeightsCome(string architecture, params string[] says)
    {
        Serve(architecture, [1, 2, 3]);
        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Open());
        Assert.All(says, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Asked, asked => asked.Path.EndsWith("safetensors", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"architecture":"resnet18","global_pool":"avgmax"}""", "global_pool 'avgmax'")]
    [InlineData("""{"architecture":"resnet18","model_args":{"act_layer":"silu"}}""", "model_args act_layer")]
    [InlineData("""{"pretrained_cfg":{}}""", "expected the architecture")]
    [InlineData("""[]""", "expected the config.json of a model of timm's")]
    [InlineData("""{"architecture":"resnet18","pretrained_cfg":{"input_size":[3]}}""", "expected the config.json of a model of timm's")]
    [InlineData("""<html>""", "expected the config.json of a model of timm's")]
    public async Task Open_ConfigOfAnotherKind_IsRefusedByName(string config, string says)
    {
        _server.With($"{Host}config.json", new(Encoding.UTF8.GetBytes(config)));
        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Open());
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NoSuchModel_SaysWhatNamesLookLikeAndWhereToPutTheFiles()
    {
        DataException error = await Assert.ThrowsAsync<DataException>(() => Open());
        Assert.StartsWith($"config.json: expected at {Path.Combine(_folder.Path, "timm", "some.tag")}, ", error.Message, StringComparison.Ordinal);
        Assert.Contains("put config.json and model.safetensors of https://huggingface.co/timm/some.tag there by hand", error.Message, StringComparison.Ordinal);
        Assert.Contains("timm/resnet18.a1_in1k", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timm/")]
    [InlineData("timm/..")]
    [InlineData("timm/a/b")]
    [InlineData("timm/a b")]
    public async Task Open_NameThatNoneCanHave_IsRefused(string name)
    {
        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Backbone.OpenAsync(name, ct: TestContext.Current.CancellationToken));
        Assert.Contains("as in timm/resnet18.a1_in1k", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet18", true)]
    [InlineData("resnet50d", true)]
    [InlineData("resnext101_32x8d", true)]
    [InlineData("wide_resnet50_2", true)]
    [InlineData("tf_efficientnet_b0", true)]
    [InlineData("tf_mobilenetv3_large_100", true)]
    [InlineData("mobilenetv2_110d", true)]
    [InlineData("efficientnetv2_rw_s", true)]
    [InlineData("vgg16_bn", true)]
    [InlineData("regnety_008_tv", true)]
    [InlineData("convnext_base", true)]
    [InlineData("resnet50_gn", false)]
    [InlineData("resnet33ts", false)]
    [InlineData("resnetaa50d", false)]
    [InlineData("mobilenetv3_rw", false)]
    [InlineData("tf_mobilenetv3_small_minimal_100", false)]
    [InlineData("convnext_nano", false)]
    [InlineData("convnext_tiny_hnf", false)]
    [InlineData("densenetblur121d", false)]
    [InlineData("regnetz_040", false)]
    public void Require_OfTimmsArchitectures_TakesThoseThatAreMadeRightly(string architecture, bool isOurs)
    {
        Exception? error = Record.Exception(() => TimmArchitectures.Require(architecture));
        Assert.Equal(isOurs, error is null);
    }

    [Theory]
    [InlineData("HF_HUB_CACHE", "")]
    [InlineData("HF_HOME", "hub")]
    [InlineData("XDG_CACHE_HOME", "huggingface/hub")]
    [InlineData("HOME", ".cache/huggingface/hub")]
    public void HubCache_SnapshotWithTheFiles_IsFound(string variable, string below)
    {
        string? Environment(string name) => name == variable ? _folder.Path : name == "HOME" ? _folder.File("nobody") : null;
        Assert.Null(HubCache.Find("timm/some.tag", Environment, "config.json"));
        string model = Path.Combine(_folder.Path, below, "models--timm--some.tag"), snapshot = Path.Combine(model, "snapshots", "abc");
        Directory.CreateDirectory(Path.Combine(model, "refs"));
        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(model, "refs", "main"), "abc\n");
        File.WriteAllText(Path.Combine(snapshot, "config.json"), "{}");
        Assert.Equal(snapshot, HubCache.Find("timm/some.tag", Environment, "config.json"));
        Assert.Null(HubCache.Find("timm/some.tag", Environment, "config.json", "model.safetensors"));
    }

    private static float Mean(int i) => ((float[])[0.5f, 0.4f, 0.3f])[i % 3];

    private static float Deviation(int i) => ((float[])[0.2f, 0.25f, 0.3f])[i % 3];

    // Today's configuration, and that of before, with all of it at the top.
    private void Serve(string architecture, byte[] weights, bool isOld = false)
    {
        const string pretrained = "\"input_size\":[3,48,48],\"crop_pct\":0.95,\"interpolation\":\"bicubic\",\"mean\":[0.5,0.4,0.3],\"std\":[0.2,0.25,0.3],\"license\":\"apache-2.0\"";
        string config = isOld
            ? $$"""{"architecture":"{{architecture}}","num_classes":10,{{pretrained}}}"""
            : $$$"""{"architecture":"{{{architecture}}}","num_classes":10,"global_pool":"avg","model_args":{"channels":[1]},"pretrained_cfg":{"pool_size":null,{{{pretrained}}} } }""";
        _server.With($"{Host}config.json", new(Encoding.UTF8.GetBytes(config))).With($"{Host}model.safetensors", new(weights));
    }

    private async Task<Backbone> Open(BackboneOptions? options = null)
    {
        using FileFetcher fetcher = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, Mirror.Of(_server.Address.AbsoluteUri)) { Tries = 1 };
        return await Backbone.OpenAsync(
            TimmBackbone.Find("timm/some.tag")!, options ?? new() { Folder = _folder.Path }, fetcher, null, TestContext.Current.CancellationToken);
    }
}
