using System.Text;

namespace Weft.Formats;

/// <summary>How a file holds a model, by its first bytes.</summary>
internal enum ContentKind
{
    Other,
    Zip,
    Hdf,
    Json,
}

/// <summary>Tells what a file is that should be a model, by its first bytes, so that errors call it what it is.</summary>
internal static class FileKind
{
    private const int Enough = 512;

    private static readonly string[] Pages = ["<!doctype", "<html"];

    private static readonly (string Start, string What)[] Starts =
    [
        ("version https://git-lfs",
            "a pointer of Git LFS: a few lines that stand for the model. Fetch the model itself, with 'git lfs pull' or from its page."),
        ("{", "JSON. That describes a model and has no weights: Model.FromJson reads it, and LoadWeights its weights."),
        ("\u001f\u008b", "a file packed with gzip. Unpack it first, with 'gunzip' or 'tar xzf'."),
        ("\u0080\u0002", "a pickle of Python. Weft runs no pickles, for they are programs; save the model as .keras."),
    ];

    /// <summary>How a stream holds a model; its position stays.</summary>
    public static ContentKind Of(Stream stream)
    {
        string start = Start(stream);
        return start switch
        {
            _ when start.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) => ContentKind.Zip,
            _ when start.StartsWith("\u0089HDF\r\n\u001a\n", StringComparison.Ordinal) => ContentKind.Hdf,
            _ when Text(start).StartsWith('{') => ContentKind.Json,
            _ => ContentKind.Other,
        };
    }

    /// <summary>What says what a stream holds that is no model.</summary>
    public static ModelFileException Refused(Stream stream) =>
        new($"expected a model of Keras or TensorFlow.js, got {Describe(Start(stream))}");

    /// <exception cref="ModelFileException">The stream holds no zip; the message says what it holds instead.</exception>
    public static void RequireZip(Stream stream)
    {
        if (Of(stream) != ContentKind.Zip)
        {
            throw new ModelFileException($"expected a Keras 3 .keras file (a zip), got {Describe(Start(stream))}");
        }
    }

    /// <summary>The file that is meant: in a folder, its model.json.</summary>
    /// <exception cref="ModelFileException">A folder has none.</exception>
    public static string InFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        string script = Path.Combine(path, ScriptModelFile.Name);
        return File.Exists(script) ? script : throw new ModelFileException(File.Exists(Path.Combine(path, "saved_model.pb"))
            ? "expected a model of Keras or TensorFlow.js, got a SavedModel of TensorFlow. Load it there and save it as .keras or .h5."
            : $"expected a model file, or a folder with the {ScriptModelFile.Name} of TensorFlow.js, got a folder without one.");
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

    private static string Start(Stream stream)
    {
        byte[] bytes = new byte[Enough];
        stream.Position = 0;
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return Encoding.Latin1.GetString(bytes, 0, count);
    }

    // Without the mark that some editors put before UTF-8.
    private static string Text(string start) =>
        (start.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? start[3..] : start).TrimStart();

    private static string Describe(string start)
    {
        if (start.Length == 0)
        {
            return "an empty file, of 0 bytes. Whoever was to write or fetch it did not; get a fresh copy.";
        }

        foreach ((string beginning, string what) in Starts)
        {
            if (start.StartsWith(beginning, StringComparison.Ordinal) || Text(start).StartsWith(beginning, StringComparison.Ordinal))
            {
                return what;
            }
        }

        string text = Text(start);
        bool isPage = Array.Exists(Pages, tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase));
        return start.StartsWith("\u0089HDF", StringComparison.Ordinal) ? "an HDF5 file. Load it by Model.Load."
            : isPage ? "a page of the web (HTML). The address led to a page about the model; fetch the file itself."
            : "something else. Save the model with model.save(\"name.keras\").";
    }
}
