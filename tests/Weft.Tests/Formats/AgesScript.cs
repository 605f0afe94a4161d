namespace Weft.Tests.Formats;

/// <summary>The script with h5py that writes a model of Weft's in the forms of other ages.</summary>
internal static class AgesScript
{
    /// <summary>Writes forms of a model into a folder; all of them where none is named.</summary>
    public static void Write(string model, string folder, params string[] forms) =>
        Python.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Formats", "keras_ages.py")), [model, folder, .. forms]);
}
