using Weft.Data;

namespace Weft.Backbones.Published;

/// <summary>The folder in which Hugging Face's own programs keep what they fetched.</summary>
internal static class HubCache
{
    /// <summary>The newest snapshot of a repository here; null where it lacks a file.</summary>
    /// <param name="repository">Owner and name: <c>timm/resnet18.a1_in1k</c>.</param>
    /// <param name="environment">The environment: <c>HF_HUB_CACHE</c>, <c>HF_HOME</c>, <c>XDG_CACHE_HOME</c> say where it lies.</param>
    /// <param name="files">The files it must have.</param>
    public static string? Find(string repository, Func<string, string?> environment, params string[] files)
    {
        string folder = Path.Combine(RootFor(environment), $"models--{repository.Replace("/", "--", StringComparison.Ordinal)}");
        string reference = Path.Combine(folder, "refs", "main");
        if (!File.Exists(reference))
        {
            return null;
        }

        string snapshot = Path.Combine(folder, "snapshots", File.ReadAllText(reference).Trim());
        return files.All(file => File.Exists(Path.Combine(snapshot, file))) ? snapshot : null;
    }

    private static string RootFor(Func<string, string?> environment)
    {
        if (environment("HF_HUB_CACHE") is { Length: > 0 } cache)
        {
            return cache;
        }

        string caches = environment("XDG_CACHE_HOME") is { Length: > 0 } own ? own : Path.Combine(DatasetFolder.Home(environment), ".cache");
        return Path.Combine(environment("HF_HOME") is { Length: > 0 } home ? home : Path.Combine(caches, "huggingface"), "hub");
    }
}
