using System.Text.Json;

namespace Weft.Tests.Keras;

/// <summary>
/// The answers of the real Keras, TensorFlow, PyTorch and ONNX Runtime: the folder <c>keras-files</c> beside the data sets. No machine here can make them again,
/// so tests read them in place and skip where there are none.
/// </summary>
internal static class KerasFiles
{
    /// <summary>The folder's path; skips the test where it is not on this machine.</summary>
    public static string Require(string folder)
    {
        string? path = Find(folder);
        Assert.SkipWhen(path is null, Missing(folder));
        return path;
    }

    /// <summary>The folder's path; null where it is not on this machine.</summary>
    public static string? Find(string folder)
    {
        string? root = Environment.GetEnvironmentVariable("WEFT_DATASETS");
        string path = Path.Combine(root ?? "", "keras-files", folder);
        return root is { Length: > 0 } && Directory.Exists(path) ? path : null;
    }

    /// <summary>A JSON file of a folder, such as <c>current/losses.json</c>.</summary>
    public static JsonElement Json(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Require(folder), file))).RootElement;

    /// <summary>The cases of a folder by name; none where it is not on this machine, so that theories can list them.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Cases(string folder) =>
        Find(folder) is { } path
            ? JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json"))).RootElement.EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!)
            : new Dictionary<string, JsonElement>();

    /// <summary>A theory's rows, one for each name; where there are none, since the folder is not on this machine, one row that is
    /// skipped: a theory without rows counts as failed.</summary>
    public static IEnumerable<TheoryDataRow<string>> Rows(string folder, IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length == 0 && Find(folder) is null
            ? [new TheoryDataRow<string>(folder) { Skip = Missing(folder) }]
            : all.Select(name => new TheoryDataRow<string>(name));
    }

    private static string Missing(string folder) =>
        $"keras-files/{folder} is not on this machine: set WEFT_DATASETS to the folder that holds keras-files.";
}
