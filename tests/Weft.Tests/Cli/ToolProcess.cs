using System.Diagnostics;

namespace Weft.Tests.Cli;

/// <summary>The tool in a process of its own, on a machine that has no data and reaches no network.</summary>
internal sealed class ToolProcess : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:9";
    private readonly Process _process;

    public ToolProcess(TemporaryFolder home, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), .. args])
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
        _process = Process.Start(start)!;
    }

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

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
