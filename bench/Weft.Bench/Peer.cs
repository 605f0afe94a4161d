using System.Diagnostics;

namespace Weft.Bench;

/// <summary>A program that measures one contestant in a process of its own.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="File">The program.</param>
/// <param name="Arguments">What comes before the work's own options.</param>
/// <param name="Options">What comes after them.</param>
internal sealed record Peer(string Name, string File, IReadOnlyList<string> Arguments, params IReadOnlyList<string> Options)
{
    /// <summary>The same contestant with further options.</summary>
    public Peer With(params ReadOnlySpan<string> options) => this with { Options = [.. Options, .. options] };

    /// <summary>Runs the work in a new process.</summary>
    /// <exception cref="InvalidOperationException">The process failed; the message has its last words.</exception>
    public Finding Measure(Work work)
    {
        Finding finding = Finding.FromJson(Run([.. Arguments, .. work.ToArguments(), .. Options], out double startedAt));
        return work.Mode == "start" ? finding with { Ms = [(finding.DoneAt - startedAt) * 1000] } : finding;
    }

    /// <summary>Runs the program and returns what it wrote to stdout.</summary>
    /// <exception cref="InvalidOperationException">The process failed; the message has its last words.</exception>
    public string Run(IEnumerable<string> arguments, out double startedAt)
    {
        ProcessStartInfo start = new(File, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        startedAt = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Name}: expected '{File}' to start a process, got none.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{Name}: expected exit code 0 of '{File} {string.Join(' ', start.ArgumentList)}', got {process.ExitCode}. It said: {errors.Result.Trim()}");
    }
}
