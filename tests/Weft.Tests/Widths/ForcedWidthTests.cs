using System.Diagnostics;

namespace Weft.Tests.Widths;

/// <summary>Runs the width contract again in processes whose runtime is told to leave instructions unused.</summary>
/// <remarks>The names are .NET 10's; older ones are ignored without a word, which is why the child checks the effect.</remarks>
public sealed class ForcedWidthTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Contract_NarrowerVectors_HoldsToo(string variable, int bits)
    {
        string tests = typeof(ForcedWidthTests).Assembly.Location;
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["exec", tests, "-class", typeof(WidthContractTests).FullName!, "-failSkips", "-noColor"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[variable] = "0";
        start.Environment[VectorWidth.Variable] = $"{bits}";
        using Process child = Process.Start(start)!;
        CancellationToken token = TestContext.Current.CancellationToken;
        Task<string> errors = child.StandardError.ReadToEndAsync(token);
        string output = await child.StandardOutput.ReadToEndAsync(token);
        await child.WaitForExitAsync(token);
        Assert.True(child.ExitCode == 0, $"{variable}=0: exit code {child.ExitCode}.\n{output}\n{await errors}");
        // The count, so that a filter that finds nothing is no success.
        Assert.Contains($"Total: {1 + WidthContractTests.CaseNames.Count},", output, StringComparison.Ordinal);
    }
}
