using System.Security.Cryptography;

namespace Weft.Data;

/// <summary>A file to fetch, and what its publisher says of its content.</summary>
/// <param name="Name">Its name, at its address and in its folder.</param>
/// <param name="Size">Its bytes; null where they are not said.</param>
/// <param name="Hash">Its sha256 in 64 hexadecimal digits, or its md5 in 32; null where it is not said.</param>
internal sealed record RemoteFile(string Name, long? Size = null, string? Hash = null)
{
    private const int Md5Digits = 32;

    /// <summary>Compares what a stream holds, from its beginning.</summary>
    /// <returns>null where it is the file; otherwise what was expected and what it is instead.</returns>
    public async Task<string?> MismatchAsync(Stream content, CancellationToken ct)
    {
        content.Position = 0;
        string? hash = Hash is null ? null : Convert.ToHexStringLower(await HashAsync(content, ct).ConfigureAwait(false));
        return (Size is null || content.Length == Size) && hash == Hash
            ? null
            : $"expected {Described(Size, Hash)}, got {Described(content.Length, hash)}";
    }

    /// <summary>Whether a folder has it: by its size where that is known, otherwise by its hash.</summary>
    public async Task<bool> IsInAsync(string folder, CancellationToken ct)
    {
        FileInfo found = new(Path.Combine(folder, Name));
        return found.Exists
            && (Size is { } size ? found.Length == size : Hash is null || await MismatchAsync(found.FullName, ct).ConfigureAwait(false) is null);
    }

    /// <summary>Compares a file.</summary>
    public async Task<string?> MismatchAsync(string path, CancellationToken ct)
    {
        FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (content.ConfigureAwait(false))
        {
            return await MismatchAsync(content, ct).ConfigureAwait(false);
        }
    }

    private ValueTask<byte[]> HashAsync(Stream content, CancellationToken ct) =>
        Hash!.Length == Md5Digits ? MD5.HashDataAsync(content, ct) : SHA256.HashDataAsync(content, ct);

    private static string Described(long? size, string? hash)
    {
        string? bytes = size is { } known ? $"{known} bytes" : null;
        string? sum = hash is null ? null : $"{(hash.Length == Md5Digits ? "md5" : "sha256")} {hash}";
        return bytes is not null && sum is not null ? $"{bytes} with {sum}" : bytes ?? sum!;
    }
}
