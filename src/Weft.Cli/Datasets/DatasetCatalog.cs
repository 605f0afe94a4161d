using Weft.Cli.CommandLine;
using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>Finds the data set a command line names, or the best there is where it names none.</summary>
/// <param name="fashionMnist">Gives the folder of Fashion-MNIST, fetching it if need be; throws a <see cref="DataException"/> where it cannot.</param>
internal sealed class DatasetCatalog(Func<IProgress<DownloadProgress>?, CancellationToken, Task<string>>? fashionMnist = null)
{
    private readonly Func<IProgress<DownloadProgress>?, CancellationToken, Task<string>> _fashionMnist = fashionMnist ?? FindOrFetchAsync;

    public static IReadOnlyList<string> Names { get; } = [FashionMnist.Name, Sketches.Name];

    /// <summary>Loads by name, by folder, or without either: Fashion-MNIST, and where it is not to be had, sketches, with a word about it.</summary>
    public async Task<LoadedData> LoadAsync(string? name, TextWriter messages, CancellationToken cancellationToken)
    {
        Source source = await ResolveAsync(name, messages, cancellationToken);
        (ImageDataset train, ImageDataset test) = source.Folder switch
        {
            null => Sketches.Create(),
            { } folder when source.Name == FashionMnist.Name => await FashionMnist.LoadAsync(folder, ct: cancellationToken),
            { } folder => await Task.Run(() => IdxDataset.Load(folder), cancellationToken),
        };
        return new LoadedData(train.Name, train, test, IsSketches: source.Folder is null);
    }

    /// <summary>Loads the test pictures alone, by the same names.</summary>
    public async Task<TestData> LoadTestAsync(string? name, TextWriter messages, CancellationToken cancellationToken)
    {
        Source source = await ResolveAsync(name, messages, cancellationToken);
        ImageDataset test = source.Folder switch
        {
            null => Sketches.Create(train: 0).Test,
            { } folder when source.Name == FashionMnist.Name => await FashionMnist.LoadTestAsync(folder, ct: cancellationToken),
            { } folder => await Task.Run(() => IdxDataset.LoadTest(folder), cancellationToken),
        };
        return new TestData(test.Name, test, IsSketches: source.Folder is null);
    }

    /// <summary>Where Fashion-MNIST is, fetched first if need be.</summary>
    public Task<string> FashionMnistFolderAsync(TextWriter messages, CancellationToken cancellationToken) =>
        _fashionMnist(new DownloadLines(messages), cancellationToken);

    private async Task<Source> ResolveAsync(string? name, TextWriter messages, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case null:
                return await BestAsync(messages, cancellationToken);
            case FashionMnist.Name:
                return new Source(name, await FashionMnistFolderAsync(messages, cancellationToken));
            case Sketches.Name:
                return Source.OfSketches;
            default:
                return Directory.Exists(name)
                    ? new Source(new DirectoryInfo(name).Name, name)
                    : throw new UsageException($"--data: expected {string.Join(", ", Names)} or a folder of IDX files, got '{name}', which is neither.{Suggestions.DidYouMean(name, Names)}");
        }
    }

    private async Task<Source> BestAsync(TextWriter messages, CancellationToken cancellationToken)
    {
        try
        {
            return new Source(FashionMnist.Name, await FashionMnistFolderAsync(messages, cancellationToken));
        }
        catch (DataException error)
        {
            messages.WriteLine($"Fashion-MNIST is not on this machine and could not be fetched: {error.Message}");
            messages.WriteLine("Going on with sketches, Weft's built-in drawings of clothing. What follows is a result on sketches, not on Fashion-MNIST.");
            return Source.OfSketches;
        }
    }

    private static async Task<string> FindOrFetchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
        FashionMnist.Find() ?? await FashionMnist.DownloadAsync(progress, cancellationToken);

    /// <summary>A data set before it is loaded; sketches have no folder.</summary>
    private sealed record Source(string Name, string? Folder)
    {
        public static Source OfSketches { get; } = new(Sketches.Name, null);
    }
}
