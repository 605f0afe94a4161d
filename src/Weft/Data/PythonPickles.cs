namespace Weft.Data;

/// <summary>
/// Knows CIFAR's Python version by sight. Its files are pickles, programs for Python's interpreter, which nothing here runs.
/// </summary>
internal static class PythonPickles
{
    private static readonly (string Folder, string Binary, string[] Files)[] s_versions =
    [
        ("cifar-10-batches-py", "cifar-10-binary.tar.gz", ["data_batch_1", "test_batch", "batches.meta"]),
        ("cifar-100-python", "cifar-100-binary.tar.gz", ["train", "test", "meta"]),
    ];

    /// <summary>What a folder is and what to do, where it or a folder in it is CIFAR's Python version; null where not.</summary>
    public static string? Explain(string directory)
    {
        foreach ((string folder, string binary, string[] files) in s_versions)
        {
            string? found =
                ((string[])[directory, Path.Combine(directory, folder)])
                    .FirstOrDefault(path => files.All(file => File.Exists(Path.Combine(path, file))));
            if (found is not null)
            {
                return $"{found}: expected a data set, got CIFAR's Python version, {string.Join(", ", files)}. Those are pickles, "
                    + "programs that only Python can run, and that Weft does not. "
                    + $"Fetch {binary} from https://www.cs.toronto.edu/~kriz/cifar.html and name its folder, "
                    + "or save the arrays in Python with numpy.savez(path, x_train=..., y_train=..., x_test=..., y_test=...).";
            }
        }

        return null;
    }
}
