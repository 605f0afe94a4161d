namespace Weft.Formats;

/// <summary>Keras 3's <c>.keras</c> file: a zip of metadata.json, config.json and model.weights.h5.</summary>
internal static class KerasFile
{
    public static void Write(string path, ModelFile model) => throw new NotImplementedException();

    public static ModelFile Read(string path) => throw new NotImplementedException();
}
