namespace Weft.Imaging;

/// <summary>A picture's file and what it shows.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">What messages call it: the path from the data set's folder, with slashes.</param>
/// <param name="Label">The name of its class.</param>
public sealed record PictureFile(string Path, string Name, string Label)
{
    /// <summary>What the picture belongs to, such as the object or the person it shows; null where it stands for itself.</summary>
    public string? Group { get; init; }

    // What cameras, phones and the web make. Of these, some cannot be decoded here; they are then named as unreadable rather than passed over.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".ico", ".tif", ".tiff", ".heic", ".heif", ".avif",
    };

    /// <summary>Whether a file looks like a picture by its name: of a picture's extension in any case, and not hidden.</summary>
    public static bool IsPicture(string path) => HasPictureEnding(path) && !System.IO.Path.GetFileName(path).StartsWith('.');

    /// <summary>The file's bytes where they are in memory; null for those on disk.</summary>
    internal ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>Why the bytes could not be had; null where they could.</summary>
    internal Exception? Trouble { get; init; }

    /// <summary>Whether there is something to read.</summary>
    internal bool Exists => Content is not null || Trouble is not null || File.Exists(Path);

    /// <summary>How many bytes it has; 0 where it is not there.</summary>
    internal long Length => Content is { } content ? content.Length : new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <exception cref="DataException">It cannot be read, or is no picture.</exception>
    internal Picture Decode(int channels, DecodingOptions options) =>
        Trouble is not null ? throw new DataException($"{Name}: expected a picture, could not read the stream: {Trouble.Message}", Trouble)
        : Content is { } content ? PictureDecoder.Decode(content.Span, channels, Name, options)
        : Picture.Load(Path, channels, options);

    internal static bool HasPictureEnding(string path) => Extensions.Contains(System.IO.Path.GetExtension(path));

    internal static IEnumerable<string> Endings => Extensions;
}

/// <summary>A picture that could not be decoded.</summary>
/// <param name="File">Its path.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record UnreadablePicture(string File, string Reason);

/// <summary>How many of a data set's pictures have been decoded.</summary>
/// <param name="Done">Those that are decoded or found unreadable.</param>
/// <param name="Total">All of them.</param>
public readonly record struct PictureProgress(int Done, int Total);
