using System.CommandLine;

using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Data;

namespace Weft.Cli.Commands;

/// <summary><c>weft data fetch</c>: brings a data set's files to this machine.</summary>
internal sealed class DataFetchCommand : ToolCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The data set: fashion-mnist, mnist or kmnist." };

    public DataFetchCommand(ToolContext context)
        : base(context, "fetch", "Fetches a data set's files, unless they are here.", "weft data fetch fashion-mnist")
    {
        _name.Validators.Add(UsageReport.RejectOptions);
        Add(_name);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        string[] fetchable = [.. NamedDataset.All.Where(dataset => dataset.CanDownload).Select(dataset => dataset.Name)];
        if (NamedDataset.All.FirstOrDefault(known => known.Name == name) is not { } dataset)
        {
            throw new UsageException($"weft data fetch: expected {string.Join(", ", fetchable)}, got '{name}'.{Suggestions.DidYouMean(name, fetchable)}");
        }

        string folder = await Context.Datasets.FolderAsync(dataset, new DataMessages(Context.Messages), cancellationToken);
        Context.Out.WriteLine($"{name} is in {folder}");
        return ExitCode.Done;
    }
}
