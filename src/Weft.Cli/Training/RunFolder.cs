using System.Globalization;

namespace Weft.Cli.Training;

/// <summary>The folder a training run leaves its files in. An earlier run's files are never lost.</summary>
internal sealed class RunFolder
{
    private static readonly string[] FileNames = ["model.keras", "history.csv", "samples.png", "curves.png"];

    private RunFolder(string path) => Path = path;

    public string Path { get; }

    public string Model => System.IO.Path.Combine(Path, FileNames[0]);

    public string History => System.IO.Path.Combine(Path, FileNames[1]);

    public string Samples => System.IO.Path.Combine(Path, FileNames[2]);

    public string Curves => System.IO.Path.Combine(Path, FileNames[3]);

    /// <summary>The folder asked for, or <c>runs/DATA-yyyyMMdd-HHmmss</c>; made now, so that one that cannot be written fails before the training.</summary>
    public static RunFolder Create(string? asked, string data, DateTime now)
    {
        string path = asked ?? Unused(System.IO.Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{data}-{now:yyyyMMdd-HHmmss}")));
        Directory.CreateDirectory(path);
        return new RunFolder(path);
    }

    /// <summary>Moves what an earlier run left here into a folder <c>earlier-yyyyMMdd-HHmmss</c>, named after that run's time.</summary>
    /// <returns>That folder; null where there was no earlier run.</returns>
    public string? SetEarlierRunAside()
    {
        if (!File.Exists(Model))
        {
            return null;
        }

        DateTime time = File.GetLastWriteTime(Model);
        string aside = Unused(System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"earlier-{time:yyyyMMdd-HHmmss}")));
        Directory.CreateDirectory(aside);
        foreach (string file in FileNames.Where(name => File.Exists(System.IO.Path.Combine(Path, name))))
        {
            File.Move(System.IO.Path.Combine(Path, file), System.IO.Path.Combine(aside, file));
        }

        return aside;
    }

    /// <summary>Removes the folder again where a run failed before it had anything to save.</summary>
    public void RemoveIfEmpty()
    {
        if (Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    private static string Unused(string path)
    {
        string candidate = path;
        for (int number = 2; Directory.Exists(candidate); number++)
        {
            candidate = $"{path}-{number}";
        }

        return candidate;
    }
}
