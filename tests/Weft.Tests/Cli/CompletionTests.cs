namespace Weft.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash", "complete -o filenames -F _weft weft")]
    [InlineData("zsh", "compdef _weft weft")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName weft")]
    [InlineData("fish", "complete -c weft")]
    public async Task Completion_Shell_IsAScriptThatAsksTheTool(string shell, string expected)
    {
        CliRun run = await CliRun.Async("completion", shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output);
        Assert.Contains("[suggest:", run.Output);
        Assert.StartsWith("# Completes weft in ", run.Output);
    }

    [Theory]
    [InlineData("train --ep", "--epochs")]
    [InlineData("train --optimizer ada", "adamw")]
    [InlineData("da", "data")]
    [InlineData("data ", "check")]
    [InlineData("completion ", "fish")]
    public async Task Suggestions_OfALine_HaveTheWord(string line, string expected)
    {
        CliRun run = await CliRun.Async($"[suggest:{line.Length}]", line);

        Assert.Contains(expected, run.Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Completion_UnknownShell_IsWrongUsage()
    {
        CliRun run = await CliRun.Async("completion", "sh");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("expected bash, zsh, pwsh or fish, got 'sh'", run.Error);
    }
}
