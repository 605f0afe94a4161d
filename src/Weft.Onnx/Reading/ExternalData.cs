using System.Globalization;

using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>Reads numbers that lie in a file beside the model, and nowhere else.</summary>
internal static class ExternalData
{
    /// <param name="tensor">The tensor.</param>
    /// <param name="folder">The model's folder; null where there is none.</param>
    /// <param name="length">How many bytes there must be.</param>
    /// <exception cref="ModelFileException">The place is outside the folder, or what it should hold is not there.</exception>
    public static byte[] Read(TensorProto tensor, string? folder, long length)
    {
        string location = Entry(tensor, "location") ?? "";
        string who = $"tensor '{tensor.Name}': external data '{location}'";
        if (folder is null)
        {
            throw new ModelFileException($"{who}: expected a model with all of its numbers inside, for it is no file. Load it by its "
                + $"path.");
        }

        long offset = Number(tensor, "offset", who) ?? 0, given = Number(tensor, "length", who) ?? length;
        if (given != length || length > Array.MaxLength)
        {
            throw new ModelFileException($"{who}: expected {length} bytes, got {given}. The file is damaged.");
        }

        try
        {
            string path = Inside(Path.GetFullPath(folder), location)
                ?? throw new ModelFileException($"{who}: expected a file in the model's folder, got a place outside of it. Weft reads "
                    + $"nothing there.");
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (offset > file.Length || length > file.Length - offset)
            {
                throw new ModelFileException($"{who}: expected {length} bytes from {offset} on, got a file of {file.Length}. It is cut "
                    + $"short.");
            }

            byte[] bytes = new byte[length];
            file.Position = offset;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ModelFileException($"{who}: expected this file beside the model, got: {error.Message} Copy it there.", error);
        }
    }

    // A link inside the folder may lead out of it.
    private static string? Inside(string root, string location)
    {
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location) || location.Contains('\\'))
        {
            return null;
        }

        string path = Path.GetFullPath(location, root);
        if (!IsWithin(path, root))
        {
            return null;
        }

        for (string? part = path; part is not null && part.Length > root.Length; part = Path.GetDirectoryName(part))
        {
            if (File.ResolveLinkTarget(part, returnFinalTarget: true) is { } target && !IsWithin(target.FullName, root))
            {
                return null;
            }
        }

        return path;
    }

    private static bool IsWithin(string path, string root) =>
        path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key, string who) => Entry(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new ModelFileException($"{who}: expected {key} to be a number, got '{text}'. The file is damaged.");
}
