using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

using PureHDF;

namespace Weft.Tests.Formats;

/// <summary>Builds files as other programs write them, from configuration text and weights by path.</summary>
internal static class KerasArchive
{
    public const string Dense = """
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 2, "activation": "relu"}, "registered_name": null}
        """;

    public static void Write(string path, string config, params (string Path, Shape Shape)[] weights) =>
        WriteMembers(path, CompressionLevel.NoCompression, ("config.json", Encoding.UTF8.GetBytes(config)), ("model.weights.h5", Weights(weights)));

    public static void WriteMembers(string path, CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in members)
        {
            using Stream member = archive.CreateEntry(name, level).Open();
            member.Write(bytes);
        }
    }

    /// <summary>config.json of a file.</summary>
    public static JsonObject Config(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry("config.json")!.Open();
        return JsonNode.Parse(stream)!.AsObject();
    }

    /// <summary>A Sequential model around layers, with an InputLayer for the input <c>[3]</c>.</summary>
    public static string Sequential(string layers, string rest = "") => $$$"""
        {"module": "keras", "class_name": "Sequential", "config": {"name": "theirs", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "their_input"}},
            {{{layers}}}]}{{{rest}}} }
        """;

    /// <summary>Weights 0, 0.5, 1, ... in each data set.</summary>
    public static byte[] Weights(params (string Path, Shape Shape)[] weights)
    {
        H5File file = [];
        foreach ((string path, Shape shape) in weights)
        {
            H5Group group = file;
            string[] parts = path.Split('/');
            foreach (string part in parts[..^1])
            {
                if (!group.ContainsKey(part))
                {
                    group[part] = new H5Group();
                }

                group = (H5Group)group[part];
            }

            group[parts[^1]] = new H5Dataset<float[]>(Values(shape), fileDims: [.. shape.Select(extent => (ulong)extent)]);
        }

        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }

    public static float[] Values(Shape shape) => [.. Enumerable.Range(0, shape.Size).Select(i => i * 0.5f)];
}
