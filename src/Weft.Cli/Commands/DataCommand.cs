using System.CommandLine;

using Weft.Cli.Reports;
using Weft.Data;

namespace Weft.Cli.Commands;

/// <summary><c>weft data</c>: which data sets there are and where they lie.</summary>
internal sealed class DataCommand : ToolCommand
{
    private readonly Option<bool> _json = JsonOption();

    public DataCommand(ToolContext context)
        : base(context, "data", "Lists the data sets, and where their files are.", "weft data", "weft data fetch fashion-mnist", "WEFT_DATASETS=/data weft data")
    {
        Add(_json);
        Add(new DataFetchCommand(context));
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DatasetReport[] datasets = [Files(FashionMnist.Name, FashionMnist.Find()), new DatasetReport(Sketches.Name, Here: true, Folder: null, Bytes: null)];
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, new DataReport(DatasetFolder.Root, datasets));
            return Task.FromResult(ExitCode.Done);
        }

        Context.Out.WriteLine($"data sets are kept in {DatasetFolder.Root}{(Directory.Exists(DatasetFolder.Root) ? string.Empty : " (not there yet)")}");
        foreach (DatasetReport dataset in datasets)
        {
            string state = dataset switch
            {
                { Here: false } => $"not here; 'weft data fetch {dataset.Name}' fetches it",
                { Folder: { } folder, Bytes: { } bytes } => $"{folder} ({bytes / 1e6:0.0} MB)",
                _ => "built in: drawn by Weft, no files",
            };
            Context.Out.WriteLine($"  {dataset.Name,-14} {state}");
        }

        Context.Out.WriteLine("  any folder of IDX files works as --data DIR");
        return Task.FromResult(ExitCode.Done);
    }

    private static DatasetReport Files(string name, string? folder) => folder is null
        ? new DatasetReport(name, Here: false, Folder: null, Bytes: null)
        : new DatasetReport(name, Here: true, folder, new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length));
}
