namespace Weft.Formats;

/// <summary>What goes wrong in reading a file, said of the file.</summary>
internal static class ReadingErrors
{
    /// <param name="path">What errors call the file.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged, or holds what Weft does not have.</exception>
    public static T Describing<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException($"{path}: {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path}: expected a model file that may be read, got: {error.Message}", error);
        }
        catch (Exception error)
        {
            // The zip and HDF5 readers throw whatever a damaged file leads them into.
            throw new ModelFileException($"{path}: expected a Keras model file, got one that is damaged ({error.Message}). Get a fresh "
                + "copy.", error);
        }
    }
}
