namespace Weft.Formats;

/// <summary>Reads a model from whatever holds it, by its content and not its name: a zip of Keras 3, a whole-model HDF5 file of any age, a
/// model of TensorFlow.js.</summary>
internal static class SavedModel
{
    /// <summary>Reads a file, or a folder with a model.json.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or holds what Weft does not have.</exception>
    public static ModelFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadingErrors.Describing(path, () =>
        {
            string file = FileKind.InFolder(path);
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            ModelFile model = Read(stream, folder);
            return FileKind.Of(stream) == ContentKind.Zip ? model : TeachableMachine.Complete(model, folder);
        });
    }

    /// <summary>Reads a file's content.</summary>
    /// <param name="stream">The content, in a stream that can seek.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ModelFileException">It is damaged, or holds what Weft does not have.</exception>
    public static ModelFile ReadContent(Stream stream, string name) => ReadingErrors.Describing(name, () => Read(stream, folder: null));

    private static ModelFile Read(Stream stream, string? folder)
    {
        switch (FileKind.Of(stream))
        {
            case ContentKind.Zip:
                return KerasFile.Parse(stream, members => KerasFile.Read(members));
            case ContentKind.Hdf:
                return HdfModelFile.Read(Bytes(stream));
            case ContentKind.Json when KerasObject.Parse(Bytes(stream), ScriptModelFile.Name) is var json && ScriptModelFile.Is(json):
                return ScriptModelFile.Read(json, folder
                    ?? throw new ModelFileException("expected a model in one stream, got the model.json of TensorFlow.js, whose weights "
                        + "lie in files "
                        + "beside it. Load it by its path."));
            default:
                throw FileKind.Refused(stream);
        }
    }

    /// <summary>All bytes of a stream.</summary>
    public static byte[] Bytes(Stream stream)
    {
        if (stream.Length - stream.Position > Array.MaxLength)
        {
            throw new ModelFileException($"expected a file of at most {Array.MaxLength} bytes, got {stream.Length}.");
        }

        byte[] bytes = LargePages.Array<byte>((int)(stream.Length - stream.Position));
        stream.ReadExactly(bytes);
        return bytes;
    }
}
