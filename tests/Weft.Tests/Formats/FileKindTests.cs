using System.IO.Compression;
using System.Text;

namespace Weft.Tests.Formats;

/// <summary>Files that are no models are called what they are.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["model.keras"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "an empty file, of 0 bytes")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 132735538\n", "a pointer of Git LFS")]
    [InlineData("<!DOCTYPE html>\n<html><head><title>404</title></head></html>", "a page of the web (HTML)")]
    [InlineData("\n  <html lang=\"en\">", "a page of the web (HTML)")]
    [InlineData("{\"class_name\": \"Sequential\"}", "JSON. That describes a model and has no weights")]
    [InlineData("\u001f\u008b\u0008\u0000", "a file packed with gzip")]
    [InlineData("\u0080\u0002}q\u0000", "a pickle of Python")]
    [InlineData("\u0089HDF\r\n\u001a\n", "expected a Keras model file, got one that is damaged")]
    [InlineData("something", "something else")]
    public void OtherFile_IsCalledWhatItIs(string content, string expected)
    {
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes(content));

        ModelFileException error = Assert.Throws<ModelFileException>(() => Model.Load(Path));

        Assert.StartsWith(Path, error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("archive/data.pkl", "a model of PyTorch")]
    [InlineData("x_train.npy", "an archive of NumPy arrays")]
    [InlineData("model/saved_model.pb", "a zipped SavedModel")]
    public void OtherZip_IsCalledWhatItIs(string member, string expected)
    {
        KerasArchive.WriteMembers(Path, CompressionLevel.NoCompression, (member, [1, 2, 3]));

        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    [Theory]
    [InlineData("\"quantization_mode\": \"int8\"")]
    [InlineData("\"dtype\": {\"class_name\": \"QuantizedDTypePolicy\", \"config\": {\"mode\": \"int4\", \"source_name\": \"float32\"}}")]
    [InlineData("\"dtype\": \"int8_from_float32\"")]
    public void QuantisedLayer_IsRefusedAsThat(string option)
    {
        string dense = $"{{\"class_name\": \"Dense\", \"config\": {{\"name\": \"d\", \"units\": 2, {option}}}}}";
        KerasArchive.Write(Path, KerasArchive.Sequential(dense), ("layers/dense/vars/0", [3, 2]), ("layers/dense/vars/1", [2]));

        Assert.Contains("quantised to ", Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }
}
