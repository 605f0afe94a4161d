using Weft.Cli.Pages;
using Weft.Cli.Reports;
using Weft.Cli.Training;
using Weft.Formats;

namespace Weft.Fuzz.Readers;

/// <summary>Checkpoints: a model and the position of its run.</summary>
internal sealed class CheckpointReader : Reader
{
    public override void Read(Seed input)
    {
        (ModelFile model, TrainingState state) = CheckpointFile.Read(Save(input), OwnPieces.None);
        Require(model.Graph.Layers.Count > 0, "layers");
        Require(state.Epoch >= 0 && state.Step >= 0, "a position from 0 on");
    }
}

/// <summary>The position of a run alone.</summary>
internal sealed class TrainingStateReader : Reader
{
    public override void Read(Seed input)
    {
        TrainingState state = TrainingStateCodec.FromJson(KerasObject.Parse(input.Bytes, input.Name), (_, _) => [1, 2]);
        Require(state.Epoch >= 0 && state.Step >= 0 && state.Identity.BatchSize > 0, "a position from 0 on, batches of samples");
    }
}

/// <summary>The command line of a run, as the tool keeps it.</summary>
internal sealed class RunRecordReader : Reader
{
    public override void Read(Seed input)
    {
        RunRecord record = RunRecord.Read(Save(input));
        Require(record.Arguments.All(argument => argument is not null), "arguments that are texts");
    }
}

/// <summary>The report of a run, as comparisons take it.</summary>
internal sealed class RunReportReader : Reader
{
    public override void Read(Seed input)
    {
        File.WriteAllBytes(PathOf(ReportFiles.Numbers), input.Bytes);
        StoredRun run = StoredRun.Read(Path.GetDirectoryName(PathOf(ReportFiles.Numbers))!, "run");
        CompareReport report = CompareReport.From([run, run]);
        Require(report.Runs.Count == 2 && report.Differences.Count == 0, "two runs that are the same");
        Require(new ComparePage([run, run], report).Render().EndsWith("</html>\n", StringComparison.Ordinal), "a whole page");
    }
}
