using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Schedules;

namespace Weft;

public partial class Model
{
    /// <summary>Writes the model with the position of its training run, atomically.</summary>
    /// <exception cref="ModelFileException">The file cannot be written; an earlier one stays.</exception>
    internal void SaveCheckpoint(string path, TrainingState state) => CheckpointFile.Write(path, ToFile(), state);

    /// <summary>Goes back, model and run, to where a checkpoint was made; false where there is none.</summary>
    /// <exception cref="ModelFileException">The checkpoint is damaged, or is one of another model or run; nothing is changed then.</exception>
    internal bool RestoreCheckpoint(string path, TrainingRun run)
    {
        AtomicFile.RemoveLeftovers(path);
        if (!File.Exists(path))
        {
            return false;
        }

        (ModelFile file, TrainingState state) = CheckpointFile.Read(path, OwnPieces.Of(Optimizer, Loss, Metrics));
        ModelFile own = ToFile();
        RequireSame(path, "layers", Architecture(own), Architecture(file));
        RequireSame(path, "seed", $"{Seed}", $"{file.Metadata.Seed}");
        RequireSame(path, "optimizer, loss and metrics", Compilation(own), Compilation(file));
        try
        {
            run.Restore(state);
        }
        catch (TrainingException error)
        {
            throw new ModelFileException($"{path}: {error.Message} {CheckpointFile.Remedy}", error);
        }

        foreach ((Weight weight, Weight saved) in Weights.Zip(file.Graph.Weights))
        {
            saved.Span.CopyTo(weight.Values);
        }

        RequireCompiled(nameof(Fit)).Restore(file.Optimizer!, file.OptimizerState);
        Metadata = file.Metadata;
        Changed();
        return true;
    }

    private static string Architecture(ModelFile file) => KerasModelWriter.ToJson(file with { Optimizer = null }).ToJsonString();

    // A constant rate is part of where a run stands: callbacks change it.
    private static string Compilation(ModelFile file)
    {
        Optimizer? optimizer = file.Optimizer is { LearningRate: ConstantSchedule } constant ? constant with { LearningRate = 0.0 } : file.Optimizer;
        JsonObject weft = WeftMember.ToJson(file with { Metadata = new ModelMetadata(), Optimizer = optimizer });
        return $"{KerasModelWriter.ToJson(file with { Optimizer = optimizer })["compile_config"]?.ToJsonString()} {weft.ToJsonString()}";
    }

    private static void RequireSame(string path, string what, string own, string checkpoint)
    {
        if (own == checkpoint)
        {
            return;
        }

        int start = Math.Max(0, own.Zip(checkpoint).TakeWhile(pair => pair.First == pair.Second).Count() - 20);
        throw new ModelFileException(
            $"{path}: expected a checkpoint of a model with the same {what}, got '{Excerpt(checkpoint, start)}' there and '{Excerpt(own, start)}' here. {CheckpointFile.Remedy}");
    }

    private static string Excerpt(string text, int start) => text.Length <= start + 60 ? text[Math.Min(start, text.Length)..] : $"{text.AsSpan(start, 60)}...";
}
