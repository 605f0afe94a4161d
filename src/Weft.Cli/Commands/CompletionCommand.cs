using System.CommandLine;

using Weft.Cli.CommandLine;

namespace Weft.Cli.Commands;

/// <summary><c>weft completion</c>: what a shell needs to complete the tool's command lines.</summary>
internal sealed class CompletionCommand : ToolCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "pwsh", "fish"];

    private readonly Argument<string> _shell = new("SHELL") { Description = "The shell: bash, zsh, pwsh or fish." };

    public CompletionCommand(ToolContext context)
        : base(
            context,
            "completion",
            "Writes what a shell needs to complete weft's command lines; its first line says where to put it.",
            "source <(weft completion bash)",
            "source <(weft completion zsh)",
            "weft completion pwsh | Out-String | Invoke-Expression",
            "weft completion fish > ~/.config/fish/completions/weft.fish")
    {
        _shell.CompletionSources.Add(s_shells);
        _shell.Validators.Add(UsageReport.RejectOptions);
        _shell.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && word.Value[0] != '-' && !s_shells.Contains(word.Value))
            {
                result.AddError($"expected bash, zsh, pwsh or fish, got '{word.Value}'.{Suggestions.DidYouMean(word.Value, s_shells)}");
            }
        });
        Add(_shell);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using Stream stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"weft.{parsed.GetRequiredValue(_shell)}")!;
        using StreamReader script = new(stream);
        await Context.Out.WriteAsync(await script.ReadToEndAsync(cancellationToken));
        return ExitCode.Done;
    }
}
