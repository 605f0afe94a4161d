namespace Weft.Cli.Rendering;

/// <summary>What to do next, in the words of a command line: what <c>weft</c> alone shows.</summary>
internal static class NextSteps
{
    private const int Column = 41;

    /// <param name="writer">Where to.</param>
    /// <param name="runs">The folder that runs go to, whether it is there or not.</param>
    public static void Write(TextWriter writer, string runs)
    {
        writer.WriteLine("weft trains, evaluates and runs image classifiers on the CPU. Next:\n");
        foreach ((string command, string what) in Steps(runs))
        {
            writer.WriteLine($"  {command.PadRight(Column)}{what}");
        }

        writer.WriteLine("\nweft --help lists the commands, weft COMMAND --help has examples of each,");
        writer.WriteLine("weft completion bash completes them in a shell.");
    }

    private static IEnumerable<(string Command, string What)> Steps(string runs)
    {
        string[] folders = Directory.Exists(runs)
            ? [.. new DirectoryInfo(runs).EnumerateDirectories().OrderByDescending(folder => folder.LastWriteTimeUtc).Select(folder => $"{runs}/{folder.Name}")]
            : [];
        if (Array.Find(folders, IsStopped) is { } stopped)
        {
            yield return ($"weft train --resume {stopped}", "goes on with a run that was stopped");
        }

        if (Array.Find(folders, folder => File.Exists($"{folder}/model.keras") && !IsStopped(folder)) is { } finished)
        {
            yield return ($"weft evaluate {finished}", "tests the newest model here");
            yield return ($"weft predict {finished} photo.jpg", "says what a photo shows");
        }
        else
        {
            yield return ("weft predict shoe.jpg", "says what a photo of clothing shows");
        }

        yield return ("weft train", "trains on Fashion-MNIST");
        yield return ("weft train photos/ --backbone resnet18", "learns kinds from few photos");
        yield return ("weft doctor", "shows what this machine has");
    }

    private static bool IsStopped(string folder) => File.Exists($"{folder}/run.json");
}
