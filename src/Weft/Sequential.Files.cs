using Weft.Formats;

namespace Weft;

public sealed partial class Sequential
{
    /// <summary>Writes the model as a Keras 3 file (<c>.keras</c>), with the optimizer's state, atomically.</summary>
    /// <param name="path">Where to; an existing file is replaced only once the new one is complete.</param>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public void Save(string path) => KerasFile.Write(path, ToFile());

    /// <summary>Reads a model from a Keras 3 file, by Weft or by Keras.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or holds what Weft does not have.</exception>
    public static Sequential Load(string path) => FromFile(KerasFile.Read(path));

    internal ModelFile ToFile() => throw new NotImplementedException();

    internal static Sequential FromFile(ModelFile file) => throw new NotImplementedException();
}
