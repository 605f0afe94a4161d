using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Keras 3's <c>.keras</c> file: a zip of metadata.json, config.json and model.weights.h5, with Weft's own weft.json beside
/// them.</summary>
internal static class KerasFile
{
    // The version whose files these are.
    private const string KerasVersion = "3.13.0";

    /// <summary>What is wrong with a file's name, which Keras would not take for one of its own; null for nothing.</summary>
    public static string? NameError(string path) =>
        path.EndsWith(".keras", StringComparison.Ordinal)
            ? null
            : $"expected a file name that ends in .keras, as Keras asks of a model, got '{path}'. Add the ending.";

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="ModelFileException">The file cannot be written, or the model holds what Keras has no word for.</exception>
    /// <param name="path">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="additional">Members that Keras ignores.</param>
    public static void Write(string path, ModelFile model, params IEnumerable<(string Name, byte[] Bytes)> additional)
    {
        JsonObject metadata = new()
        {
            ["keras_version"] = KerasVersion,
            ["date_saved"] = DateTime.Now.ToString("yyyy-MM-dd'@'HH:mm:ss", CultureInfo.InvariantCulture),
        };
        (string Name, byte[] Bytes)[] members =
        [
            ("metadata.json", Utf8(metadata)),
            ("config.json", Utf8(KerasModelWriter.ToJson(model))),
            ("model.weights.h5", WeightsWriter.Write(model)),
            ("weft.json", Utf8(WeftMember.ToJson(model))),
            .. additional,
        ];
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, byte[] bytes) in members)
            {
                using Stream member = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                member.Write(bytes);
            }
        });
    }

    /// <summary>Reads a file by Weft or by Keras.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or holds what Weft does not have.</exception>
    public static ModelFile Read(string path) => Open(path, members => Read(members));

    /// <summary>Opens a model file and reads from its members; what goes wrong is said of the file.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or holds what Weft does not have.</exception>
    public static T Open<T>(string path, Func<ZipMembers, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadingErrors.Describing(path, () =>
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Parse(stream, read);
        });
    }

    /// <summary>Reads from the members of a zip.</summary>
    /// <exception cref="ModelFileException">It is no zip.</exception>
    public static T Parse<T>(Stream stream, Func<ZipMembers, T> read)
    {
        FileKind.RequireZip(stream);
        using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        return read(new ZipMembers(archive, stream.Length));
    }

    /// <summary>The model among a file's members.</summary>
    /// <param name="members">The members.</param>
    /// <param name="own">The losses, metrics and schedules of one's own that the file may name; null for none.</param>
    public static ModelFile Read(ZipMembers members, OwnPieces? own = null)
    {
        List<string> notes = [];
        JsonObject config = Json(members, "config.json");
        JsonObject weft = members.Has("weft.json") ? Json(members, "weft.json") : [];
        using WeightsReader weights = new(members.Read("model.weights.h5"));
        return ModelAssembly.Build(config, config["compile_config"] as JsonObject, weights, weft, own ?? OwnPieces.None, notes);
    }

    public static JsonObject Json(ZipMembers members, string name) => KerasObject.Parse(members.Read(name), name);

    public static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
