using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>Finds the data set a command line names, or the best there is where it names none.</summary>
/// <param name="fetch">Gives the folder of a data set, fetching it if need be; throws a <see cref="DataException"/> where it cannot.</param>
/// <param name="cacheFolder">Where decoded pictures are kept; null keeps none.</param>
internal sealed class DatasetCatalog(Func<NamedDataset, IProgress<DownloadProgress>, CancellationToken, Task<string>>? fetch = null, string? cacheFolder = null)
{
    private readonly Func<NamedDataset, IProgress<DownloadProgress>, CancellationToken, Task<string>> _fetch = fetch ?? FindOrFetchAsync;

    /// <summary>What <c>--data</c> knows by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. NamedDataset.All.Select(dataset => dataset.Name), .. CifarNames, Sketches.Name];

    /// <summary>The full path of what a word names; null for a data set known by name, though a folder may have that name too, and where there is nothing.</summary>
    public static string? PathOf(string? word) => word is not null && !Names.Contains(word) && Path.Exists(word) ? Path.GetFullPath(word) : null;

    public static IReadOnlyList<string> CifarNames => ["cifar-10", "cifar-100"];

    private static NamedDataset Fashion => NamedDataset.All.First(dataset => dataset.Name == FashionMnist.Name);

    /// <summary>Loads by name, by folder or file, or without either: Fashion-MNIST, and where it is not to be had, sketches, with a word about it.</summary>
    public async Task<LoadedData> LoadAsync(string? name, DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        DataSource source = await ResolveAsync(name, messages, cancellationToken);
        return await Task.Run(() => source.Load(request, messages, cancellationToken), cancellationToken);
    }

    /// <summary>Loads the test pictures alone, by the same names.</summary>
    public async Task<TestData> LoadTestAsync(string? name, DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        DataSource source = await ResolveAsync(name, messages, cancellationToken);
        if (request.AllForTest && source is not PictureSource)
        {
            throw new UsageException("--all: expected a folder of pictures or a CSV file, got a data set with a test part of its own. Leave --all out.");
        }

        return await Task.Run(() => source.LoadTest(request, messages, cancellationToken), cancellationToken);
    }

    /// <summary>Loads all pictures in one, by the same names.</summary>
    public async Task<WholeData> LoadWholeAsync(string name, DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        DataSource source = await ResolveAsync(name, messages, cancellationToken);
        return await Task.Run(() => source.LoadWhole(request, messages, cancellationToken), cancellationToken);
    }

    /// <summary>Where a data set known by name is, fetched first if need be.</summary>
    public Task<string> FolderAsync(NamedDataset dataset, DataMessages messages, CancellationToken cancellationToken) =>
        _fetch(dataset, messages.Download, cancellationToken);

    private async Task<DataSource> ResolveAsync(string? name, DataMessages messages, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return await BestAsync(messages, cancellationToken);
        }

        if (name == Sketches.Name)
        {
            return new SketchSource();
        }

        if (NamedDataset.All.FirstOrDefault(dataset => dataset.Name == name) is { } named)
        {
            return new IdxSource(await FolderAsync(named, messages, cancellationToken), named);
        }

        return CifarNames.Contains(name) ? Cifar(name) : new PathSources(cacheFolder).Of(name);
    }

    private static CifarSource Cifar(string name) => new(CifarDataset.Find(name) ?? throw new DataException(
        $"{name}: expected the files of its binary version in {DatasetFolder.PathOf(name)}, found none. Fetch {name}-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html and unpack it there."));

    private async Task<DataSource> BestAsync(DataMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return new IdxSource(await FolderAsync(Fashion, messages, cancellationToken), Fashion);
        }
        catch (DataException error)
        {
            messages.Warn($"Fashion-MNIST is not on this machine and could not be fetched: {error.Message}");
            messages.Warn("Going on with sketches, Weft's built-in drawings of clothing. What follows is a result on sketches, not on Fashion-MNIST.");
            return new SketchSource();
        }
    }

    private static async Task<string> FindOrFetchAsync(NamedDataset dataset, IProgress<DownloadProgress> progress, CancellationToken cancellationToken) =>
        dataset.Find() ?? await dataset.DownloadAsync(progress, cancellationToken);
}
