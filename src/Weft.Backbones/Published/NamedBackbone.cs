using Weft.Backbones.Packages;
using Weft.Data;

namespace Weft.Backbones.Published;

/// <summary>A backbone that somebody publishes, by its name.</summary>
internal abstract record NamedBackbone
{
    /// <summary>All that are known one by one.</summary>
    public static IReadOnlyList<NamedBackbone> All { get; } = [.. PackagedBackbone.All, .. KerasCatalog.All];

    /// <summary>What it is called.</summary>
    public abstract string Name { get; }

    /// <summary>The backbone of a name, in letters of any case; null where there is none.</summary>
    /// <exception cref="ModelFileException">It begins with <c>timm/</c> and goes on as no name can.</exception>
    public static NamedBackbone? Find(string name) => TimmBackbone.Find(name)
        ?? All.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether its files are on this machine; they are looked for and not read.</summary>
    /// <param name="root">The folder with a folder for each backbone.</param>
    public abstract bool IsHere(string root);

    /// <summary>Fetches what is not here of it, and makes its features.</summary>
    /// <param name="root">The folder with a folder for each backbone.</param>
    /// <param name="options">The layer and the size.</param>
    /// <param name="fetcher">What fetches files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DataException">It could not be fetched.</exception>
    /// <exception cref="ModelFileException">What was fetched cannot be read, or is a network that Weft does not have.</exception>
    public abstract Task<PublishedFeatures> OpenAsync(
        string root, BackboneOptions options, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct);
}

/// <summary>The features of a published network.</summary>
/// <param name="Features">The model, from pixels.</param>
/// <param name="Source">Where its weights come from.</param>
/// <param name="Licence">What they may be used under.</param>
internal sealed record PublishedFeatures(Model Features, string Source, string Licence);
