using System.Diagnostics;

namespace Weft.Tests.Cli;

/// <summary>The tool in a process of its own, on a machine that has no data and reaches no network.</summary>
internal sealed class ToolProcess : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:9";
    private readonly Process _process;

    public ToolProcess(TemporaryFolder home, params string[] args)
        : this(home, "dotnet", [Tool, .. args], [])
    {
    }

    /// <summary>The tool with variables of its environment set.</summary>
    public ToolProcess(TemporaryFolder home, (string Name, string Value)[] environment, params string[] args)
        : this(home, "dotnet", [Tool, .. args], environment)
    {
    }

    private ToolProcess(TemporaryFolder home, string program, IEnumerable<string> args, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.Path,
        };
        start.Environment["WEFT_DATASETS"] = home.File("datasets");
        start.Environment["HOME"] = home.Path;
        start.Environment["USERPROFILE"] = home.Path;
        foreach (string proxy in (string[])["http_proxy", "https_proxy", "all_proxy"])
        {
            start.Environment[proxy] = Nowhere;
        }

        start.Environment.Remove("no_proxy");
        start.Environment.Remove("NO_PROXY");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll");

    /// <summary>The tool where no file may grow beyond a size, as on a disk that is full.</summary>
    /// <param name="home">The machine's only folder.</param>
    /// <param name="blocks">The size, in blocks of 512 bytes.</param>
    /// <param name="args">The command line, of words without spaces.</param>
    public static ToolProcess OnAFullDisk(TemporaryFolder home, int blocks, params string[] args) =>
        new(home, "sh", ["-c", $"trap '' XFSZ; ulimit -f {blocks}; DOTNET_EnableWriteXorExecute=0 exec dotnet {Tool} {string.Join(' ', args)}"], []);

    public int Id => _process.Id;

    public StreamReader Error => _process.StandardError;

    public async Task<(int ExitCode, string Output, string Error)> FinishAsync(TimeSpan limit)
    {
        using CancellationTokenSource timeout = new(limit);
        Task<string> output = _process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> error = _process.StandardError.ReadToEndAsync(timeout.Token);
        await _process.WaitForExitAsync(timeout.Token);
        return (_process.ExitCode, await output, await error);
    }

    /// <summary>Ends the tool at once, wherever it is: SIGKILL. False where it had ended by itself.</summary>
    public bool Kill()
    {
        bool alive = !_process.HasExited;
        _process.Kill();
        _process.WaitForExit();
        return alive && _process.ExitCode != 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
