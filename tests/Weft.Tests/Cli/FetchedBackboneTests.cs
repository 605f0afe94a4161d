using System.Text.Json;

using Weft.Applications;
using Weft.Layers;
using Weft.Tests.Backbones;

namespace Weft.Tests.Cli;

/// <summary>Backbones by name in the tool itself, whose environment names a proxy and a mirror.</summary>
public sealed class FetchedBackboneTests : IDisposable
{
    private const string File = "storage.googleapis.com/tensorflow/keras-applications/mobilenet/mobilenet_2_5_128_tf_no_top.h5";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Train_MirrorBehindAProxy_FetchesTheWeightsOnceAndTrainsOnThem()
    {
        ColourPhotos.SaveFolder(_home.File("photos"), 4);
        using RecordingProxy proxy = new(new Dictionary<string, byte[]> { [$"http://mirror.test/keep/{File}"] = Weights() });
        (string, string)[] environment = [("http_proxy", proxy.Address), ("WEFT_MIRROR", "http://mirror.test/keep")];

        (int exitCode, string output, string error) = await RunAsync(environment, "--backbone", "mobilenet_0.25_128", "-o", "one", "--json");

        Assert.True(exitCode == 0, error);
        Assert.Equal("mobilenet_0.25_128", JsonDocument.Parse(output).RootElement.GetProperty("backbone").GetString());
        Assert.Contains("fetching mobilenet_2_5_128_tf_no_top.h5: ", error, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(_home.File($"datasets/backbones/mobilenet_0.25_128/{Path.GetFileName(File)}")));
        Assert.Equal([$"GET http://mirror.test/keep/{File}"], proxy.Asked);

        (exitCode, _, error) = await RunAsync(environment, "--backbone", "mobilenet_0.25_128", "-o", "two");
        Assert.True(exitCode == 0, error);
        Assert.Single(proxy.Asked);
    }

    [Fact]
    public async Task Train_NothingComesThroughTheProxy_SaysWhereTheFilesBelong()
    {
        ColourPhotos.SaveFolder(_home.File("photos"), 4);
        using RecordingProxy proxy = new(new Dictionary<string, byte[]>());
        (int exitCode, _, string error) = await RunAsync([("https_proxy", proxy.Address)], "--backbone", "timm/resnet18.a1_in1k", "-o", "run");
        Assert.Equal(1, exitCode);
        Assert.Equal(["CONNECT huggingface.co:443"], proxy.Asked);
        Assert.Contains($"config.json: expected at {_home.File("datasets/backbones/timm/resnet18.a1_in1k")}", error, StringComparison.Ordinal);
        Assert.Contains("put config.json and model.safetensors of https://huggingface.co/timm/resnet18.a1_in1k there by hand", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home.File("run")));
    }

    private static byte[] Weights() => OldWeightsFile.Of(
        new MobileNet { Alpha = 0.25 }.Create([128, 128, 3], includeTop: false, pooling: new GlobalAveragePooling2D(), seed: 1));

    private async Task<(int ExitCode, string Output, string Error)> RunAsync((string, string)[] environment, params string[] args)
    {
        using ToolProcess tool = new(_home, environment, ["train", _home.File("photos"), "--folds", "0", .. args]);
        return await tool.FinishAsync(s_limit);
    }
}
