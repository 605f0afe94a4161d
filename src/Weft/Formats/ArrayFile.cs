using Weft.Data;

namespace Weft.Formats;

/// <summary>Files of named arrays: <c>.safetensors</c>, and <c>.npz</c> of NumPy.</summary>
/// <remarks>
/// <code>
/// IReadOnlyDictionary&lt;string, Tensor&gt; weights = ArrayFile.Read("weights.safetensors");
/// ArrayFile.Write("weights.npz", model.GetWeights());
/// </code>
/// 32-bit floats go out and come back to the bit.
/// </remarks>
public static class ArrayFile
{
    /// <summary>What the names of files end in that <see cref="Write"/> writes.</summary>
    internal static IReadOnlyList<string> Endings { get; } = [".safetensors", ".npz"];

    /// <summary>Reads all arrays of a file, which is recognised by its content.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The arrays by name, in the file's order. Numbers of other types than float32 are rounded to the nearest float.</returns>
    /// <exception cref="ModelFileException">The file is missing, damaged, or of another kind.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path) => Open(path, arrays =>
    {
        OrderedDictionary<string, Tensor> read = [];
        foreach ((string name, Shape shape) in arrays.Shapes)
        {
            read.Add(name, new Tensor(shape, arrays.Read(name)));
        }

        return read;
    });

    /// <summary>Writes arrays as 32-bit floats, atomically.</summary>
    /// <param name="path">Where to; <c>.safetensors</c> or <c>.npz</c> at its end says how.</param>
    /// <param name="arrays">The arrays by name, in the order in which they are written.</param>
    /// <exception cref="ModelFileException">The path ends otherwise, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> arrays)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arrays);
        string ending = Endings.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ?? throw new ModelFileException($"expected a file name that ends in {string.Join(" or ", Endings)}, got '{path}'. Change the "
                + "ending.");
        AtomicFile.Write(path, stream =>
        {
            if (ending == Endings[0])
            {
                SafeTensorsWriter.Write(stream, arrays);
            }
            else
            {
                NpzArrays.Write(stream, arrays);
            }
        });
    }

    /// <summary>Whether a file holds arrays. One that is missing or damaged does not: whoever reads it as a model says what it
    /// is.</summary>
    internal static bool Is(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return SafeTensors.Is(stream) || NpzArrays.Is(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Opens what a stream holds.</summary>
    /// <param name="stream">The whole content, in a stream that can seek. It stays open, and is needed until all values are read.</param>
    /// <returns>The arrays; null where the stream holds neither safetensors nor a zip of NumPy's arrays.</returns>
    /// <exception cref="ModelFileException">It holds such a file, damaged.</exception>
    internal static NamedArrays? Open(Stream stream) =>
        SafeTensors.Is(stream) ? new SafeTensors(stream) : NpzArrays.Is(stream) ? new NpzArrays(stream) : null;

    /// <summary>Opens a file and reads from its arrays; what goes wrong is said of the file.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or of another kind.</exception>
    internal static T Open<T>(string path, Func<NamedArrays, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadingErrors.Describing(path, () =>
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using NamedArrays arrays = Open(stream)
                ?? throw new ModelFileException("expected arrays in a file of safetensors or NumPy's .npz, got something else. Save them "
                    + "with "
                    + "safetensors or numpy.savez.");
            return read(arrays);
        });
    }
}
