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
        switch (name)
        {
            case null:
                return await LoadBestAsync(messages, cancellationToken);
            case FashionMnist.Name:
                return await LoadFashionMnistAsync(await FashionMnistFolderAsync(messages, cancellationToken), cancellationToken);
            case Sketches.Name:
                return Draw();
            default:
                RequireFolder(name);
                (ImageDataset train, ImageDataset test) = await Task.Run(() => IdxDataset.Load(name), cancellationToken);
                return new LoadedData(train.Name, train, test);
        }
    }

    /// <summary>Loads the test pictures alone, as <see cref="LoadAsync"/> does.</summary>
    public async Task<TestData> LoadTestAsync(string? name, TextWriter messages, CancellationToken cancellationToken)
    {
        LoadedData data = await LoadAsync(name, messages, cancellationToken);
        return new TestData(data.Name, data.Test);
    }

    private async Task<LoadedData> LoadBestAsync(TextWriter messages, CancellationToken cancellationToken)
    {
        string folder;
        try
        {
            folder = await FashionMnistFolderAsync(messages, cancellationToken);
        }
        catch (DataException error)
        {
            messages.WriteLine($"Fashion-MNIST is not on this machine and could not be fetched: {error.Message}");
            messages.WriteLine("Going on with sketches, Weft's built-in drawings of clothing. What follows is a result on sketches, not on Fashion-MNIST.");
            return Draw();
        }

        return await LoadFashionMnistAsync(folder, cancellationToken);
    }

    /// <summary>Where Fashion-MNIST is, fetched first if need be.</summary>
    public Task<string> FashionMnistFolderAsync(TextWriter messages, CancellationToken cancellationToken) =>
        _fashionMnist(new DownloadLines(messages), cancellationToken);

    private static async Task<LoadedData> LoadFashionMnistAsync(string folder, CancellationToken cancellationToken)
    {
        (ImageDataset train, ImageDataset test) = await FashionMnist.LoadAsync(folder, ct: cancellationToken);
        return new LoadedData(FashionMnist.Name, train, test);
    }

    private static LoadedData Draw()
    {
        (ImageDataset train, ImageDataset test) = Sketches.Create();
        return new LoadedData(Sketches.Name, train, test);
    }

    private static async Task<string> FindOrFetchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
        FashionMnist.Find() ?? await FashionMnist.DownloadAsync(progress, cancellationToken);

    private static void RequireFolder(string name)
    {
        if (!Directory.Exists(name))
        {
            throw new UsageException($"--data: expected {string.Join(", ", Names)} or a folder of IDX files, got '{name}', which is neither.{Suggestions.DidYouMean(name, Names)}");
        }
    }
}
