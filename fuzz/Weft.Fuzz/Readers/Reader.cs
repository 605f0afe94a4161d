namespace Weft.Fuzz.Readers;

/// <summary>Something of Weft's that takes files from anywhere. Each has a name, and a folder of that name in the corpus.</summary>
/// <remarks>
/// To add one: derive it, list it in <see cref="AllReaders"/>, and put files that it takes into its folder of the corpus.
/// </remarks>
internal abstract class Reader : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-fuzz-").FullName;

    /// <summary>Reads a file and looks at all that came of it. Throws what the library throws.</summary>
    public abstract void Read(Seed input);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The path of a file in the reader's own folder.</summary>
    protected string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Puts an input on the disk, for readers that take a path.</summary>
    protected string Save(Seed input)
    {
        string path = PathOf(input.Target);
        File.WriteAllBytes(path, input.Bytes);
        return path;
    }

    /// <summary>Ends with an error where an answer is not what it has to be.</summary>
    protected static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new WrongAnswerException(what);
        }
    }
}

/// <summary>A reader took a file and gave what cannot be right.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
