using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Data;

namespace Weft.Cli.Commands;

/// <summary><c>weft data</c>: which data sets there are and where they lie, or what is in one of them.</summary>
internal sealed class DataCommand : ToolCommand
{
    private static readonly string[] s_commands = ["fetch", "check"];

    private readonly Argument<string?> _path = new("DATA")
    {
        Description = "A data set to count and check, as --data takes it elsewhere. Left out, the known ones are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<Size2D?> _imageSize = ImageSizeOption();
    private readonly Option<ChannelsChoice?> _channels = ChannelsOption();
    private readonly Option<bool> _json = JsonOption();

    public DataCommand(ToolContext context)
        : base(
            context,
            "data",
            "Lists the data sets and where their files are, or says what is in one.",
            "weft data",
            "weft data path/to/pictures",
            "weft data fetch fashion-mnist",
            "weft data check path/to/pictures",
            "WEFT_DATASETS=/data weft data")
    {
        _path.Validators.Add(UsageReport.RejectOptions);
        Add(_path);
        Add(_imageSize);
        Add(_channels);
        Add(_json);
        Add(new DataFetchCommand(context));
        Add(new DataCheckCommand(context));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool json = parsed.GetValue(_json);
        if (parsed.GetValue(_path) is not { } path)
        {
            List(json);
            return ExitCode.Done;
        }

        if (!Path.Exists(path) && Suggestions.Near(path, s_commands).Any())
        {
            throw new UsageException($"weft data: unknown command '{path}'.{Suggestions.DidYouMean(path, s_commands)}");
        }

        LoadedData data = await Context.Datasets.LoadAsync(path, Request(parsed, _imageSize, _channels), new DataMessages(Context.Messages), cancellationToken);
        if (json)
        {
            Json.Write(Context.Out, DataDetailReport.From(data));
        }
        else
        {
            DataText.WriteCounts(Context.Results, data);
        }

        return ExitCode.Done;
    }

    private void List(bool json)
    {
        IReadOnlyList<DatasetReport> datasets = DatasetReport.All();
        if (json)
        {
            Json.Write(Context.Out, new DataReport(DatasetFolder.Root, datasets));
            return;
        }

        Context.Out.WriteLine($"data sets are kept in {DatasetFolder.Root}{(Directory.Exists(DatasetFolder.Root) ? string.Empty : " (not there yet)")}");
        foreach (DatasetReport dataset in datasets)
        {
            string state = dataset switch
            {
                { Folder: { } folder, Bytes: { } bytes } => $"{folder} ({bytes / 1e6:0.0} MB)",
                { Here: true } => "built in: drawn by Weft, no files",
                _ when NamedDataset.All.Any(known => known.Name == dataset.Name && known.CanDownload) => $"not here; 'weft data fetch {dataset.Name}' fetches it",
                _ => "not here; put its files there",
            };
            Context.Out.WriteLine($"  {dataset.Name,-15} {state}");
        }

        Context.Out.WriteLine("  --data also takes a folder with a folder of pictures per class, a .csv of path,label, an .npz, or a folder of IDX or CIFAR files");
    }
}
