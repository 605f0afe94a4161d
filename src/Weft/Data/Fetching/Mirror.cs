namespace Weft.Data;

/// <summary>What is asked for files in the place of their publishers: a server or a folder with a folder for each host.</summary>
/// <remarks>With <c>WEFT_MIRROR=https://mirror.example/</c>, <c>https://host/path</c> is asked for as
/// <c>https://mirror.example/host/path</c>; with <c>WEFT_MIRROR=/media/disk</c> it is the file <c>/media/disk/host/path</c>.</remarks>
internal sealed class Mirror
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "WEFT_MIRROR";

    private readonly Uri? _root;

    private Mirror(Uri? root) => _root = root;

    /// <summary>Publishers themselves.</summary>
    public static Mirror None { get; } = new(null);

    /// <summary>What the environment says.</summary>
    /// <exception cref="DataException">It says what is neither an address nor a folder.</exception>
    public static Mirror OfEnvironment() => Of(Environment.GetEnvironmentVariable(Variable));

    /// <summary>A mirror by its address, or by its folder.</summary>
    /// <param name="root"><c>http:</c>, <c>https:</c> or <c>file:</c>, or a folder's path; null or empty for none.</param>
    /// <exception cref="DataException">It is neither.</exception>
    public static Mirror Of(string? root)
    {
        if (string.IsNullOrEmpty(root))
        {
            return None;
        }

        // A path of Windows, C:\disk, has a scheme of its own.
        bool isAddress = Uri.TryCreate(root, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https";
        string? folder = isAddress ? null : address is { IsFile: true } ? address.LocalPath : Path.GetFullPath(root);
        return isAddress ? new(new Uri(root.TrimEnd('/') + "/"))
            : Directory.Exists(folder) ? new(new Uri(Path.TrimEndingDirectorySeparator(folder) + "/"))
            : throw new DataException($"{Variable}: expected the address of a server (https://...) or a folder, got '{root}', and there is no such folder.");
    }

    /// <summary>Where a file of this address is asked for.</summary>
    public Uri Of(Uri address) => _root is null ? address : new Uri(_root, $"{address.Host}{address.AbsolutePath}");
}
