using Weft.Backbones.Published;
using Weft.Data;

namespace Weft.Backbones.Packages;

/// <summary>A network that is published in a NuGet package.</summary>
/// <param name="Info">What it is; its name is that of the folder its files are kept in too.</param>
/// <param name="Package">The package's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="PackageSize">The bytes of the package, for a progress bar.</param>
/// <param name="Folder">The folder in the package.</param>
/// <param name="Network">The network's file, by its path in the folder.</param>
/// <param name="Mean">The file of a network that subtracts the mean picture.</param>
internal sealed record PackagedBackbone(
    BackboneInfo Info, string Package, string Version, long PackageSize, string Folder, RemoteFile Network, RemoteFile Mean) : NamedBackbone
{
    private const long ResNet18Bytes = 59_500_419;

    /// <summary>The networks that Microsoft publishes for ML.NET's image featurizer.</summary>
    public static PackagedBackbone ResNet18 { get; } = new(
        new("resnet18", 224, 512, 15_908_800, "NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1", "MIT") { DownloadBytes = ResNet18Bytes },
        "Microsoft.ML.DnnImageFeaturizer.ResNet18",
        "0.23.1",
        ResNet18Bytes,
        "tools/DnnImageModels",
        new("ResNet18Onnx/ResNet18.onnx", 63_653_533, "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f"),
        new("ResNetPrepOnnx/ResNetPreprocess.onnx", 602_584, "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004"));

    /// <summary>All of them.</summary>
    public static new IReadOnlyList<PackagedBackbone> All { get; } = [ResNet18];

    /// <inheritdoc/>
    public override string Name => Info.Name;

    /// <summary>The files that are taken of the package.</summary>
    public IReadOnlyList<RemoteFile> Files => [Network, Mean];

    /// <summary>Whether a folder has them all.</summary>
    public bool IsIn(string folder) => Files.All(file =>
        new FileInfo(Path.Combine(folder, file.Name)) is { Exists: true } found && found.Length == file.Size);

    /// <inheritdoc/>
    public override bool IsHere(string root) => PackageFetch.WithUsersSettings(this).Find(Path.Combine(root, Name)) is not null;

    /// <inheritdoc/>
    public override async Task<PublishedFeatures> OpenAsync(
        string root, BackboneOptions options, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        PackageFetch fetch = PackageFetch.WithUsersSettings(this);
        string folder = await fetch.FindOrFetchAsync(Path.Combine(root, Name), progress, ct).ConfigureAwait(false);
        return new(await Task.Run(() => PackagedNetwork.Read(this, folder, options), ct).ConfigureAwait(false), Info.Source, Info.Licence);
    }
}
