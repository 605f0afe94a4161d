using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>Tells by sight what kind of data set a folder or file is.</summary>
/// <param name="cacheFolder">Where decoded pictures are kept.</param>
internal sealed class PathSources(string? cacheFolder)
{
    // What people name first, and what becomes of it.
    private static readonly Dictionary<string, string> s_others = new(StringComparer.OrdinalIgnoreCase)
    {
        [".zip"] = "an archive. Unpack it and name the folder",
        [".tar"] = "an archive. Unpack it and name the folder",
        [".gz"] = "a packed file. Unpack it, or name the folder it lies in where it is one of IDX files",
        [".tgz"] = "an archive. Unpack it and name the folder",
        [".7z"] = "an archive. Unpack it and name the folder",
        [".rar"] = "an archive. Unpack it and name the folder",
        [".npy"] = "one array, which has no labels. Save pictures and labels with numpy.savez(path, x_train=..., y_train=...)",
        [".pkl"] = "a pickle, a program that only Python can run. Save its arrays with numpy.savez(path, x_train=..., y_train=...)",
        [".pickle"] = "a pickle, a program that only Python can run. Save its arrays with numpy.savez(path, x_train=..., y_train=...)",
        [".pt"] = "PyTorch's pickle, a program that only Python can run. Save its arrays with numpy.savez(path, x_train=..., y_train=...)",
        [".pth"] = "PyTorch's pickle, a program that only Python can run. Save its arrays with numpy.savez(path, x_train=..., y_train=...)",
        [".mat"] = "MATLAB's. Save its arrays with numpy.savez(path, x_train=..., y_train=...)",
        [".parquet"] = "a table of Parquet. Save its pictures as files with a CSV list of path,label",
        [".tfrecord"] = "TensorFlow's records. Save their pictures as files with a CSV list of path,label",
        [".json"] = "JSON. List the pictures in a CSV file of path,label",
        [".jsonl"] = "JSON. List the pictures in a CSV file of path,label",
        [".keras"] = "a model. Name it with --model",
    };

    private static readonly string[] CifarFolders = ["", "cifar-10-batches-bin", "cifar-100-binary"];

    /// <exception cref="UsageException">There is no such thing, or it is of a kind that is not read.</exception>
    /// <exception cref="DataException">It is Python's version of CIFAR, or a CSV file with a header nobody understands.</exception>
    public DataSource Of(string path) => Directory.Exists(path) ? OfFolder(path)
        : File.Exists(path) ? OfFile(path)
        : throw new UsageException(Missing(path));

    private DataSource OfFolder(string path)
    {
        IReadOnlyList<(string Folder, NamedDataset Dataset)> found = TorchvisionFolder.Find(path);
        if (found.Count > 1)
        {
            throw new UsageException($"{path}: expected one data set, got {string.Join(", ", found.Select(one => one.Dataset.Name))}. "
                + "Name the folder of one of them"
                + $"{(found.DistinctBy(one => one.Folder).Count() > 1 ? $", such as {found[0].Folder}" : $", or one by its name with WEFT_DATASETS={Path.GetDirectoryName(Path.GetDirectoryName(found[0].Folder))}")}.");
        }

        if (found.Count == 1)
        {
            return new IdxSource(found[0].Folder, found[0].Dataset);
        }

        if (CifarDataset.ExplainPython(path) is { } explanation)
        {
            throw new DataException(explanation);
        }

        if (Models.ModelLoading.IsModel(path) && !Directory.EnumerateDirectories(path).Any())
        {
            throw new UsageException($"{path}: expected a data set, got the folder of a training run. Name it with --model.");
        }

        return Directory.EnumerateFiles(path).Any(IsIdx) ? new IdxSource(path)
            : CifarFolders.Select(inner => Path.Combine(path, inner)).FirstOrDefault(CifarDataset.IsIn) is { } cifar
                ? new CifarSource(cifar)
            : new PictureSource(path, cacheFolder);
    }

    private DataSource OfFile(string path)
    {
        string ending = Path.GetExtension(path);
        return ending.ToLowerInvariant() switch
        {
            ".npz" => new NpzSource(path),
            ".csv" or ".tsv" or ".txt" => CsvDataset.HoldsPixels(path) ? new CsvSource(path) : new PictureSource(path, cacheFolder),
            _ when PictureFile.IsPicture(path) =>
                throw new UsageException($"{path}: expected a data set, got one picture. "
                    + "Name the folder with a folder of pictures for each class."),
            _ => throw new UsageException($"{path}: expected a .csv file of path,label or of pixels, or an .npz file, "
                + $"got {(s_others.TryGetValue(ending, out string? what) ? what : $"'{ending}'")}."),
        };
    }

    /// <summary>What to say about a data set that is none.</summary>
    public static string Missing(string path) =>
        $"--data: expected {string.Join(", ", DatasetCatalog.Names)}, a folder of pictures or IDX files, or a .csv or .npz file, "
        + $"got '{path}', which is none of them.{Suggestions.DidYouMean(path, DatasetCatalog.Names)}";

    private static bool IsIdx(string file) => Path.GetFileName(file) is var name
        && (name.Contains("idx3-ubyte", StringComparison.OrdinalIgnoreCase)
            || name.Contains("idx1-ubyte", StringComparison.OrdinalIgnoreCase));
}
