using System.CommandLine;

using Weft.Cli.CommandLine;
using Weft.Data;

namespace Weft.Cli.Commands;

/// <summary><c>weft data fetch</c>: brings a data set's files to this machine.</summary>
internal sealed class DataFetchCommand : ToolCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The data set: fashion-mnist." };

    public DataFetchCommand(ToolContext context)
        : base(context, "fetch", "Fetches a data set's files, unless they are here.", "weft data fetch fashion-mnist")
    {
        _name.Validators.Add(UsageReport.RejectOptions);
        Add(_name);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        if (name != FashionMnist.Name)
        {
            throw new UsageException($"weft data fetch: expected {FashionMnist.Name}, got '{name}'.{Suggestions.DidYouMean(name, [FashionMnist.Name])}");
        }

        string folder = await Context.Datasets.FashionMnistFolderAsync(Context.Error, cancellationToken);
        Context.Out.WriteLine($"{name} is in {folder}");
        return ExitCode.Done;
    }
}
