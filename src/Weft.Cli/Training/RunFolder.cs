using System.Globalization;

using Weft.Formats;

namespace Weft.Cli.Training;

/// <summary>The folder a training run leaves its files in. An earlier run's files are never lost.</summary>
internal sealed class RunFolder : IDisposable
{
    // The model last: while it is here, so is the run it belongs to.
    private static readonly string[] FileNames = ["history.csv", "samples.png", "curves.png", "run.json", "checkpoint.keras", ReportFiles.Page, ReportFiles.Numbers, ReportFiles.Answers, "model.keras"];

    private readonly RunLock _lock;

    private RunFolder(string path, RunLock held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public string History => In(FileNames[0]);

    public string Samples => In(FileNames[1]);

    public string Curves => In(FileNames[2]);

    /// <summary>What the run was asked to do; here until it is finished.</summary>
    public string Settings => In(FileNames[3]);

    /// <summary>Where the run stands; here until it is finished.</summary>
    public string Checkpoint => In(FileNames[4]);

    public string Model => In(FileNames[^1]);

    /// <summary>The folder asked for; made and taken now, so that one that cannot be written, or is another run's, fails before data is loaded.</summary>
    /// <exception cref="TrainingException">Another run has it.</exception>
    /// <exception cref="UsageException">It is a file.</exception>
    public static RunFolder Create(string asked)
    {
        for (string? path = System.IO.Path.GetFullPath(asked); path is not null; path = System.IO.Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                throw new UsageException($"--output: expected a folder for the run's files, got '{asked}', where '{path}' is a file. Name another: --output runs/NAME.");
            }
        }

        Directory.CreateDirectory(asked);
        return RunLock.TryTake(asked) is { } held ? new RunFolder(asked, held) : throw Taken(asked, "--output");
    }

    /// <summary>A folder of its own, <c>runs/DATA-yyyyMMdd-HHmmss</c>.</summary>
    public static RunFolder Create(string data, DateTime now)
    {
        while (true)
        {
            string path = Unused(System.IO.Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{data}-{now:yyyyMMdd-HHmmss}")));
            Directory.CreateDirectory(path);
            if (RunLock.TryTake(path) is { } held)
            {
                return new RunFolder(path, held);
            }
        }
    }

    /// <summary>The folder of a run that was stopped, or is finished.</summary>
    /// <exception cref="UsageException">There is no run there.</exception>
    /// <exception cref="TrainingException">The run is going on.</exception>
    public static RunFolder Open(string path)
    {
        if (!HasRun(path))
        {
            throw new UsageException($"--resume: expected the folder of a training run, got '{path}', which has no run.json. 'weft train --output DIR' begins a run there.");
        }

        return RunLock.TryTake(path) is { } held ? new RunFolder(path, held) : throw Taken(path, "--resume");
    }

    /// <summary>Whether a folder has a run in it that has come to its end.</summary>
    public static bool IsFinished(string path) => File.Exists(System.IO.Path.Combine(path, FileNames[^1])) && !File.Exists(System.IO.Path.Combine(path, FileNames[3]));

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Removes what a run left behind that was killed while it wrote.</summary>
    public void RemoveLeftovers()
    {
        foreach (string name in FileNames)
        {
            AtomicFile.RemoveLeftovers(In(name));
        }
    }

    /// <summary>Whether there is a run here that has not come to its end.</summary>
    public bool IsUnfinished => File.Exists(Settings);

    /// <summary>Removes what only an unfinished run needs. The settings go first: without them, nobody takes a checkpoint for one to go on from.</summary>
    public void MarkFinished()
    {
        File.Delete(Settings);
        File.Delete(Checkpoint);
    }

    /// <summary>Moves what an earlier run left here into a folder <c>earlier-yyyyMMdd-HHmmss</c>, named after that run's time.</summary>
    /// <returns>That folder; null where there was no earlier run.</returns>
    public string? SetEarlierRunAside()
    {
        string[] files = [.. Directory.GetFiles(Path).Select(System.IO.Path.GetFileName).OfType<string>().Where(IsOfARun).OrderBy(name => Array.IndexOf(FileNames, name))];
        if (!files.Any(name => In(name) == Model || In(name) == Settings))
        {
            return null;
        }

        DateTime time = File.GetLastWriteTime(In(files[^1]));
        string aside = Unused(In(string.Create(CultureInfo.InvariantCulture, $"earlier-{time:yyyyMMdd-HHmmss}")));
        Directory.CreateDirectory(aside);
        foreach (string file in files)
        {
            File.Move(In(file), System.IO.Path.Combine(aside, file));
        }

        return aside;
    }

    /// <summary>Removes the folder again where a run failed before it had anything to save.</summary>
    public void RemoveIfEmpty()
    {
        if (!File.Exists(Checkpoint) && !File.Exists(Model))
        {
            File.Delete(Settings);
        }

        if (Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).All(entry => RunLock.IsOfALock(System.IO.Path.GetFileName(entry))))
        {
            _lock.Dispose();
            Directory.Delete(Path);
        }
    }

    /// <summary>A file of the folder.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    private static bool HasRun(string path) => File.Exists(System.IO.Path.Combine(path, FileNames[3])) || File.Exists(System.IO.Path.Combine(path, FileNames[^1]));

    private static TrainingException Taken(string path, string option) => new(
        $"{option}: {path} belongs to a run that is going on ({RunLock.OwnerOf(path)}). "
        + (option == "--resume" ? "Let it come to its end, or stop it first." : "Let it come to its end, or name another folder."));

    private static bool IsOfARun(string name) => FileNames.Contains(name) || (name.EndsWith(".keras", StringComparison.Ordinal) && (name == "best.keras" || name.StartsWith("epoch-", StringComparison.Ordinal)));

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
