using System.Text.Json;

namespace Weft.Bench;

/// <summary>What one child process is asked to measure.</summary>
/// <param name="Mode"><c>train</c>, <c>predict</c> or <c>start</c>.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Batch">Pictures per step or prediction.</param>
/// <param name="Threads">Threads the engine may use.</param>
/// <param name="Seconds">How long to measure, after a second of warm-up.</param>
internal sealed record Work(string Mode, string Network, int Batch, int Threads, double Seconds)
{
    /// <summary>How long work is repeated before it is timed; the peers' programs do the same.</summary>
    public const double WarmUpSeconds = 1;

    /// <summary>The work as the options that every child takes, Weft's and the peers'.</summary>
    public IEnumerable<string> ToArguments() =>
        [Mode, "--network", Network, "--batch", $"{Batch}", "--threads", $"{Threads}", "--seconds", $"{Seconds}"];

    /// <summary>Reads what <see cref="ToArguments"/> writes. A child parses nothing more, so that its start is not the parser's.</summary>
    public static Work Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length % 2 == 0)
        {
            throw new ArgumentException($"expected a mode and pairs of --name value, got '{string.Join(' ', arguments.ToArray())}'.");
        }

        Work work = new(arguments[0], "seed", 64, 1, 3);
        for (int i = 1; i < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            work = arguments[i] switch
            {
                "--network" => work with { Network = value },
                "--batch" => work with { Batch = int.Parse(value) },
                "--threads" => work with { Threads = int.Parse(value) },
                "--seconds" => work with { Seconds = double.Parse(value) },
                string unknown => throw new ArgumentException($"expected --network, --batch, --threads or --seconds, got '{unknown}'."),
            };
        }

        return work;
    }
}

/// <summary>What a child process found, printed by it as one JSON object.</summary>
/// <param name="Ms">Milliseconds of every repetition.</param>
/// <param name="PeakBytes">The process' largest resident memory.</param>
/// <param name="DoneAt">For <c>start</c>: when the first step was done, in seconds since 1970.</param>
/// <param name="Parameters">Weight values of the network, to see that both sides mean the same one; 0 where unknown.</param>
/// <param name="Version">The measured library's version.</param>
internal sealed record Finding(double[]? Ms, long PeakBytes, double DoneAt, int Parameters, string? Version)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    public static Finding FromJson(string json) => JsonSerializer.Deserialize<Finding>(json, s_json)
        ?? throw new FormatException("expected a finding as JSON, got null.");
}
