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
