using Weft.Applications;
using Weft.Backbones.Opening;
using Weft.Data;
using Weft.Layers;

namespace Weft.Backbones.Published;

/// <summary>An application with the ImageNet weights that Keras publishes for it, those without the classes.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Application">The network.</param>
/// <param name="Address">What stands before the file's name.</param>
/// <param name="File">The file, with the md5 or sha256 that Keras' sources have; those of MobileNet and MobileNetV2 have none there.</param>
internal sealed record KerasBackbone(BackboneInfo Info, Application Application, Uri Address, RemoteFile File) : NamedBackbone
{
    /// <inheritdoc/>
    public override string Name => Info.Name;

    /// <summary>The name that Keras keeps the file under.</summary>
    public string CachedName { get; init; } = File.Name;

    /// <inheritdoc/>
    public override bool IsHere(string root) =>
        System.IO.File.Exists(Path.Combine(KerasFolder(Environment.GetEnvironmentVariable), CachedName)) || System.IO.File.Exists(Path.Combine(root, Name, File.Name));

    /// <inheritdoc/>
    public override async Task<PublishedFeatures> OpenAsync(
        string root, BackboneOptions options, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        string path = await FindInCacheAsync(Environment.GetEnvironmentVariable, ct).ConfigureAwait(false)
            ?? await FetchAsync(Path.Combine(root, Name), fetcher, progress, ct).ConfigureAwait(false);
        return new(await Task.Run(() => Read(path, options), ct).ConfigureAwait(false), Info.Source, Info.Licence);
    }

    /// <summary>The file in Keras' own cache (<c>KERAS_HOME</c> or <c>~/.keras</c>); null where it is not there, or another.</summary>
    public async Task<string?> FindInCacheAsync(Func<string, string?> environment, CancellationToken ct)
    {
        string folder = KerasFolder(environment);
        return await (File with { Name = CachedName }).IsInAsync(folder, ct).ConfigureAwait(false) ? Path.Combine(folder, CachedName) : null;
    }

    private static string KerasFolder(Func<string, string?> environment) => Path.Combine(
        environment("KERAS_HOME") is { Length: > 0 } own ? own : Path.Combine(DatasetFolder.Home(environment), ".keras"), "models");

    private async Task<string> FetchAsync(string folder, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        string remedy = $"Connect to the network, put {new Uri(Address, File.Name)} there by hand, or let {Mirror.Variable} name a server or a folder that has it.";
        await fetcher.FetchAsync(folder, [File], [Address], remedy, progress, ct).ConfigureAwait(false);
        return Path.Combine(folder, File.Name);
    }

    private Model Read(string path, BackboneOptions options)
    {
        int size = options.ImageSize ?? Info.ImageSize;
        try
        {
            // Made for pictures of this size: paddings follow from it.
            Model network = Application.Create([size, size, 3], includeTop: false, pooling: new GlobalAveragePooling2D(), seed: 0);
            network.LoadWeights(path);
            BackbonePixels pixels = PixelKnowledge.Of(network, isTorch: false, option: null)
                ?? throw new InvalidOperationException($"{Name}: nothing is known of its pixels.");
            return FeatureModel.Of(network, Name, PixelSteps.Of(pixels, channels: 3), options);
        }
        catch (ShapeException error)
        {
            throw new ModelFileException($"{Name}: {error.Message}", error);
        }
    }
}
