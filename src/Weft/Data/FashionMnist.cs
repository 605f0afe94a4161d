namespace Weft.Data;

/// <summary>Fashion-MNIST: 60,000 training and 10,000 test pictures of clothing, 28x28 grey, ten classes (Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747).</summary>
public static class FashionMnist
{
    /// <summary>What the data set, and the folder it is kept in, is called.</summary>
    public const string Name = "fashion-mnist";

    /// <summary>The ten classes by number.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    internal static IReadOnlyList<RemoteFile> Files { get; } =
    [
        new("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        new("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        new("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        new("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ];

    /// <summary>The publisher's address, its repository, and the copy Keras uses.</summary>
    internal static IReadOnlyList<Uri> Addresses { get; } =
    [
        new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
        new("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
    ];

    /// <summary>The folder that has the four files: in <see cref="DatasetFolder"/>, or Keras' cache; null where they are not on this machine.</summary>
    public static string? Find() => DatasetFolder.Find(Name);

    /// <summary>Loads the data set, fetching it first where this machine does not have it.</summary>
    /// <param name="directory">The folder with the four files; only there is looked, and nothing is fetched. Left out: see <see cref="Find"/>.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="ct">Ends a download with an <see cref="OperationCanceledException"/>; the next one goes on from there.</param>
    /// <exception cref="DataException">A file is missing or damaged, or nothing could be fetched.</exception>
    public static async Task<(ImageDataset Train, ImageDataset Test)> LoadAsync(
        string? directory = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken ct = default)
    {
        directory ??= Find() ?? await DownloadAsync(progress, ct).ConfigureAwait(false);
        return await Task.Run(() => IdxDataset.Load(directory, Name, ClassNames), ct).ConfigureAwait(false);
    }

    /// <summary>Loads the 10,000 test pictures alone, which takes a sixth of the time; otherwise as <see cref="LoadAsync"/>.</summary>
    /// <param name="directory">The folder with the files; only there is looked, and nothing is fetched. Left out: see <see cref="Find"/>.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="ct">Ends a download with an <see cref="OperationCanceledException"/>; the next one goes on from there.</param>
    /// <exception cref="DataException">A file is missing or damaged, or nothing could be fetched.</exception>
    public static async Task<ImageDataset> LoadTestAsync(
        string? directory = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken ct = default)
    {
        directory ??= Find() ?? await DownloadAsync(progress, ct).ConfigureAwait(false);
        return await Task.Run(() => IdxDataset.LoadTest(directory, Name, ClassNames), ct).ConfigureAwait(false);
    }

    /// <summary>Fetches the four files to <see cref="DatasetFolder"/>, or those of them that are not there, and gives their folder.</summary>
    /// <remarks>
    /// A file that came in part is gone on with, each is checked by its published sha256, and appears under its name only when whole.
    /// Processes that do this at once wait for each other.
    /// </remarks>
    /// <param name="progress">Told how far the download is.</param>
    /// <param name="ct">Ends the download with an <see cref="OperationCanceledException"/>; the next one goes on from there.</param>
    /// <exception cref="DataException">No address could be reached, none had the right files, or they cannot be written.</exception>
    public static Task<string> DownloadAsync(IProgress<DownloadProgress>? progress = null, CancellationToken ct = default) =>
        NamedDataset.All[0].DownloadAsync(progress, ct);
}
