using System.Text;

namespace Weft.Formats;

/// <summary>Tells what a file is that should be a model, by its first bytes, so that errors call it what it is.</summary>
internal static class FileKind
{
    private const int Enough = 512;

    private static readonly string[] Pages = ["<!doctype", "<html"];

    private static readonly (string Start, string What)[] Starts =
    [
        ("\u0089HDF", "a legacy HDF5 file. Load it in Keras 3 and save it as .keras."),
        ("version https://git-lfs",
            "a pointer of Git LFS: a few lines that stand for the model. Fetch the model itself, with 'git lfs pull' or from its page."),
        ("{", "JSON. That describes a model and has no weights: Sequential.FromJson reads it."),
        ("\u001f\u008b", "a file packed with gzip. Unpack it first, with 'gunzip' or 'tar xzf'."),
        ("\u0080\u0002", "a pickle of Python. Weft runs no pickles, for they are programs; save the model as .keras."),
    ];

    /// <exception cref="ModelFileException">The stream holds no zip; the message says what it holds instead.</exception>
    public static void RequireZip(Stream stream)
    {
        byte[] bytes = new byte[Enough];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        string start = Encoding.Latin1.GetString(bytes, 0, count);
        if (!start.StartsWith("PK\u0003\u0004", StringComparison.Ordinal))
        {
            throw new ModelFileException($"expected a Keras 3 .keras file (a zip), got {Describe(start)}");
        }
    }

    /// <summary>What a zip is that has no config.json; null where that cannot be told.</summary>
    public static string? DescribeZip(IEnumerable<string> members)
    {
        string[] names = [.. members];
        return names switch
        {
            _ when names.Any(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)) => "a model of PyTorch",
            _ when names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal)) => "an archive of NumPy arrays",
            _ when names.Any(name => name.EndsWith("saved_model.pb", StringComparison.Ordinal)) => "a zipped SavedModel of TensorFlow",
            _ => null,
        };
    }

    private static string Describe(string start)
    {
        if (start.Length == 0)
        {
            return "an empty file, of 0 bytes. Whoever was to write or fetch it did not; get a fresh copy.";
        }

        foreach ((string beginning, string what) in Starts)
        {
            if (start.StartsWith(beginning, StringComparison.Ordinal))
            {
                return what;
            }
        }

        string text = start.TrimStart();
        bool isPage = Array.Exists(Pages, tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase));
        return isPage
            ? "a page of the web (HTML). The address led to a page about the model; fetch the file itself."
            : "something else. Save the model with model.save(\"name.keras\").";
    }
}
