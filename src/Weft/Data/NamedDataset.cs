namespace Weft.Data;

/// <summary>A data set in MNIST's format that Weft knows by name: where its files are, how its classes are called, how its pictures lie.</summary>
public sealed class NamedDataset
{
    /// <summary>What to do where the files cannot be fetched.</summary>
    internal const string Remedy = "Connect to the network or to a mirror (WEFT_MIRROR), put the files there, or let WEFT_DATASETS name the folder above the one that has them.";

    private const string EmnistClasses = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly IReadOnlyList<string> Digits = Characters("0123456789");

    private NamedDataset(string name, IReadOnlyList<string> classNames)
    {
        Name = name;
        ClassNames = classNames;
    }

    /// <summary>Those that are known: Fashion-MNIST, MNIST, KMNIST and the six cuts of EMNIST.</summary>
    /// <remarks>
    /// MNIST: LeCun, Cortes and Burges (1998). KMNIST: Clanuwat et al. (2018), arXiv:1812.01718. EMNIST: Cohen, Afshar, Tapson and van Schaik (2017), arXiv:1702.05373.
    /// </remarks>
    public static IReadOnlyList<NamedDataset> All { get; } =
    [
        new(FashionMnist.Name, FashionMnist.ClassNames) { Files = FashionMnist.Files, Addresses = FashionMnist.Addresses, OtherFolders =
            ["FashionMNIST/raw"] },
        new("mnist", Digits)
        {
            Files =
            [
                new("train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                new("train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                new("t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                new("t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ],
            Addresses = [new("https://storage.googleapis.com/cvdf-datasets/mnist/"), new("https://ossci-datasets.s3.amazonaws.com/mnist/")],
            OtherFolders = ["MNIST/raw"],
        },
        new("kmnist", ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"])
        {
            Files =
            [
                new("train-images-idx3-ubyte.gz", 18165135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
                new("train-labels-idx1-ubyte.gz", 29497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
                new("t10k-images-idx3-ubyte.gz", 3041136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
                new("t10k-labels-idx1-ubyte.gz", 5120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
            ],
            Addresses = [new("http://codh.rois.ac.jp/kmnist/dataset/kmnist/")],
            OtherFolders = ["KMNIST/raw"],
        },
        Emnist("byclass", Characters(EmnistClasses + "abcdefghijklmnopqrstuvwxyz")),
        Emnist("bymerge", Characters(EmnistClasses + "abdefghnqrt")),
        Emnist("balanced", Characters(EmnistClasses + "abdefghnqrt")),
        Emnist("letters", Characters(EmnistClasses[10..]), firstLabel: 1),
        Emnist("digits", Digits),
        Emnist("mnist", Digits),
    ];

    /// <summary>What the data set is called: <c>emnist-balanced</c>.</summary>
    public string Name { get; }

    /// <summary>The names of its classes by number.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether <see cref="DownloadAsync"/> can fetch it; EMNIST comes in one archive of half a gigabyte, which it does not take apart.</summary>
    public bool CanDownload => Files.Count > 0;

    /// <summary>How many bytes <see cref="DownloadAsync"/> fetches where none of them is here; null where it is not known, or nothing can be fetched.</summary>
    public long? DownloadBytes => CanDownload ? Files.Sum(file => file.Size) : null;

    internal IReadOnlyList<RemoteFile> Files { get; private init; } = [];

    internal IReadOnlyList<Uri> Addresses { get; private init; } = [];

    internal IdxLayout Layout { get; private init; } = IdxLayout.Plain;

    private IReadOnlyList<string> OtherFolders { get; init; } = [];

    /// <summary>The folder that has its four files: in <see cref="DatasetFolder"/>, or Keras' cache; null where they are not on this machine.</summary>
    public string? Find() => Find(Environment.GetEnvironmentVariable);

    /// <summary>Fetches what is missing of its files to <see cref="DatasetFolder"/>, as <see cref="FashionMnist.DownloadAsync"/> does, and gives their folder.</summary>
    /// <param name="progress">Told how far the download is.</param>
    /// <param name="ct">Ends the download with an <see cref="OperationCanceledException"/>; the next one goes on from there.</param>
    /// <exception cref="DataException">No address could be reached, none had the right files, they cannot be written, or the data set is none that can be fetched.</exception>
    public async Task<string> DownloadAsync(IProgress<DownloadProgress>? progress = null, CancellationToken ct = default)
    {
        string directory = DatasetFolder.PathOf(Name);
        if (!CanDownload)
        {
            throw new DataException(
                $"{Name}: expected {Layout.Prefix}train-images-idx3-ubyte.gz and its three companions in {DatasetFolder.PathOf("emnist")}, found none. "
                + "Take them from EMNIST's gzip.zip (https://www.nist.gov/itl/products-and-services/emnist-dataset) and put them there.");
        }

        using FileFetcher fetcher = FileFetcher.OfEnvironment();
        await fetcher.FetchAsync(directory, Files, Addresses, Remedy, progress, ct).ConfigureAwait(false);
        return directory;
    }

    /// <summary>Loads training and test pictures from a folder.</summary>
    /// <param name="directory">The folder with the four files.</param>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public (ImageDataset Train, ImageDataset Test) Load(string directory) => IdxDataset.Load(directory, Name, ClassNames, Layout);

    /// <summary>Loads the test pictures alone from a folder.</summary>
    /// <param name="directory">The folder with the files.</param>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public ImageDataset LoadTest(string directory) => IdxDataset.LoadTest(directory, Name, ClassNames, Layout);

    internal string? Find(Func<string, string?> environment) =>
        DatasetFolder.Find([Name, .. OtherFolders], folder => IdxDataset.IsComplete(folder, Layout), environment);

    // EMNIST was made from files that MATLAB wrote column by column; its pictures lie on their side.
    private static NamedDataset Emnist(string cut, IReadOnlyList<string> classNames, int firstLabel = 0) => new($"emnist-{cut}", classNames)
    {
        Layout = new IdxLayout($"emnist-{cut}-", Transposed: true, firstLabel),
        OtherFolders = ["emnist", "EMNIST/raw", "EMNIST/raw/gzip"],
    };

    private static string[] Characters(string characters) => [.. characters.Select(character => $"{character}")];
}
