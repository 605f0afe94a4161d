using System.Security.Cryptography;

using Weft.Data;

namespace Weft.Backbones.Packages;

/// <summary>Writes what a stream holds to a file, and says whether it is what was expected.</summary>
internal static class CheckedCopy
{
    /// <summary>Copies and flushes.</summary>
    /// <returns>null where it is the file; otherwise what it is instead.</returns>
    public static async Task<string?> ToAsync(Stream content, string path, RemoteFile file, CancellationToken ct)
    {
        FileStream written = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        await using (written.ConfigureAwait(false))
        {
            await content.CopyToAsync(written, ct).ConfigureAwait(false);
            written.Flush(flushToDisk: true);
            written.Position = 0;
            string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, ct).ConfigureAwait(false));
            return written.Length == file.Size && sha256 == file.Sha256
                ? null
                : $"expected {file.Size} bytes with sha256 {file.Sha256}, got {written.Length} bytes with {sha256}";
        }
    }
}
