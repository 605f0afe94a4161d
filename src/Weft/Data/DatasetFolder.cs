namespace Weft.Data;

/// <summary>Where data sets are kept: one folder with a folder per data set.</summary>
public static class DatasetFolder
{
    /// <summary>
    /// The folder of all data sets: what the environment variable <c>WEFT_DATASETS</c> says, otherwise <c>weft/datasets</c> in the user's cache
    /// (<c>XDG_CACHE_HOME</c> or <c>~/.cache</c>; <c>~/Library/Caches</c> on macOS; <c>%LOCALAPPDATA%</c> on Windows).
    /// </summary>
    public static string Root => RootFor(Environment.GetEnvironmentVariable);

    /// <summary>The folder a data set of this name is kept in, whether it is there or not.</summary>
    public static string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>The folder a data set of this name is found in: Weft's own, or Keras' cache; null where neither has it all.</summary>
    /// <param name="name">What the data set is called: <c>fashion-mnist</c>.</param>
    public static string? Find(string name) => Find(name, Environment.GetEnvironmentVariable);

    /// <summary>The folder of what Weft keeps to be faster next time, such as decoded pictures; it may be removed at any time.</summary>
    public static string Cache => CacheFor(Environment.GetEnvironmentVariable);

    internal static string? Find(string name, Func<string, string?> environment) => Find([name], IdxDataset.IsComplete, environment);

    /// <summary>The first folder of these names, in Weft's own place or in Keras' cache, that has it all.</summary>
    internal static string? Find(IEnumerable<string> names, Func<string, bool> isComplete, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        string[] roots = [RootFor(environment), Path.Combine(Home(environment), ".keras", "datasets")];
        return roots.SelectMany(root => names.Select(name => Path.Combine(root, name))).FirstOrDefault(isComplete);
    }

    internal static string RootFor(Func<string, string?> environment)
    {
        if (environment("WEFT_DATASETS") is { Length: > 0 } root)
        {
            return Path.GetFullPath(root);
        }

        return Path.Combine(CacheFor(environment), "datasets");
    }

    internal static string CacheFor(Func<string, string?> environment)
    {
        string cache = environment("XDG_CACHE_HOME") switch
        {
            { Length: > 0 } xdg when Path.IsPathRooted(xdg) => xdg,
            _ when OperatingSystem.IsWindows() => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            _ when OperatingSystem.IsMacOS() => Path.Combine(Home(environment), "Library", "Caches"),
            _ => Path.Combine(Home(environment), ".cache"),
        };
        return Path.Combine(cache, "weft");
    }

    internal static string Home(Func<string, string?> environment) =>
        environment("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
