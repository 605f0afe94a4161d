using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weft.Bench;

/// <summary>How many seconds a test accuracy takes, from the start of a process to its end: whole runs of <c>weft train</c>, each in a process of its own.</summary>
/// <remarks>The runs are fixed beforehand and all of them are reported; a target's time is that of the quickest whose mean over the seeds reaches it.</remarks>
/// <param name="seeds">The runs' seeds.</param>
/// <param name="threads">On how many threads.</param>
/// <param name="folder">Where the runs' files stay.</param>
/// <param name="tell">Told of every run.</param>
internal sealed class TimeToAccuracy(IReadOnlyList<int> seeds, int threads, string folder, Action<string> tell)
{
    private static readonly (string Recipe, int Epochs)[] s_runs =
        [("fast", 1), ("fast", 2), ("fast", 4), ("fast", 8), ("fast", 14), ("best", 4), ("best", 8), ("best", 32)];

    private static readonly double[] s_targets = [0.90, 0.91, 0.92, 0.93, 0.94, 0.95];

    private readonly Peer _weft = new("weft", "dotnet", [Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), "train"]);

    /// <summary>Measures, and writes the page.</summary>
    public string Run()
    {
        string load = Machine.Load;
        List<(string Recipe, int Epochs, double[] Seconds, double[] Accuracies)> rows = [];
        foreach ((string recipe, int epochs) in s_runs)
        {
            (double Seconds, double Accuracy)[] runs = [.. seeds.Select(seed => Train(recipe, epochs, seed))];
            rows.Add((recipe, epochs, [.. runs.Select(run => run.Seconds)], [.. runs.Select(run => run.Accuracy)]));
        }

        StringBuilder page = new(string.Create(CultureInfo.InvariantCulture, $"""
            # Time to accuracy on Fashion-MNIST: {Machine.Processor}

            - Machine: {Environment.ProcessorCount} cores, {threads} threads, vectors of {Machine.Vectors}; {Machine.System}
            - Commit: {Machine.Commit}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC
            - Load averages at the beginning {load}, at the end {Machine.Load}, the measured processes included
            - Seconds from the start of the process to its end, with loading, training on all 60,000 pictures, the test on 10,000, saving and drawing.
            - Seeds {string.Join(", ", seeds)}: means, with the lowest and the highest. The model at a run's end counts, never that of its best epoch.
            - Made by `dotnet run -c Release --project bench/Weft.Bench -- accuracy`


            """));
        page.Append("| test accuracy | seconds | by |\n|---:|---:|---|\n");
        foreach (double target in s_targets)
        {
            var reached = rows.Where(row => row.Accuracies.Average() >= target).OrderBy(row => row.Seconds.Average()).ToList();
            page.Append(CultureInfo.InvariantCulture, $"| {target:P0} | {(reached.Count == 0 ? "not reached" : $"**{reached[0].Seconds.Average():0.0}**")} ");
            page.Append(CultureInfo.InvariantCulture, $"| {(reached.Count == 0 ? "" : $"`weft train --recipe {reached[0].Recipe} --epochs {reached[0].Epochs}`")} |\n");
        }

        page.Append("\n## All runs\n\n| recipe | epochs | seconds | test accuracy |\n|---|---:|---:|---:|\n");
        foreach ((string recipe, int epochs, double[] seconds, double[] accuracies) in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {recipe} | {epochs} | {seconds.Average():0.0} ({seconds.Min():0.0} to {seconds.Max():0.0}) ");
            page.Append(CultureInfo.InvariantCulture, $"| {accuracies.Average():P2} ({accuracies.Min():P2} to {accuracies.Max():P2}) |\n");
        }

        return page.ToString();
    }

    private (double Seconds, double Accuracy) Train(string recipe, int epochs, int seed)
    {
        string run = Path.Combine(folder, $"{recipe}-{epochs}-{seed}");
        string report = _weft.Run(
            [.. _weft.Arguments, "--recipe", recipe, "--epochs", $"{epochs}", "--seed", $"{seed}", "--threads", $"{threads}", "--data", "fashion-mnist", "--no-optimizer", "--output", run, "--json"], out double startedAt);
        double seconds = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - startedAt;
        using JsonDocument json = JsonDocument.Parse(report);
        double accuracy = json.RootElement.GetProperty("testAccuracy").GetDouble();
        tell(string.Create(CultureInfo.InvariantCulture, $"  {recipe}, {epochs} epochs, seed {seed}: {seconds:0.0} s, {accuracy:P2}"));
        return (seconds, accuracy);
    }
}
