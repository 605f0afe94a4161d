using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>A model file with the position of a training run in further members: weft.training.json, and an array of floats per callback memory.</summary>
/// <remarks>One file, so that model and position cannot fall apart; any reader of models takes it as a model.</remarks>
internal static class CheckpointFile
{
    /// <summary>What to do about a checkpoint that does not fit, the end of every message about one.</summary>
    public const string Remedy = "Go on with the data and options the run began with, or remove the file to start over.";

    private const string Position = "weft.training.json";

    /// <exception cref="ModelFileException">The file cannot be written; an earlier one stays.</exception>
    public static void Write(string path, ModelFile model, TrainingState state)
    {
        List<(string, byte[])> members = [(Position, KerasFile.Utf8(TrainingStateCodec.ToJson(state)))];
        foreach ((string key, CallbackState callback) in state.Callbacks)
        {
            members.AddRange(callback.Arrays.Select(array => (ArrayMember(key, array.Key), FloatBytes.Write(array.Value))));
        }

        KerasFile.Write(path, model, members);
    }

    /// <param name="path">The file.</param>
    /// <param name="own">The pieces of one's own that the model was compiled with.</param>
    /// <exception cref="ModelFileException">The file is damaged, or is no checkpoint.</exception>
    public static (ModelFile Model, TrainingState State) Read(string path, OwnPieces own)
    {
        try
        {
            return KerasFile.Open(path, members => Read(members, own));
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException($"{error.Message} {Remedy}", error);
        }
    }

    private static (ModelFile Model, TrainingState State) Read(ZipMembers members, OwnPieces own)
    {
        JsonObject json = members.Has(Position)
            ? KerasFile.Json(members, Position)
            : throw new ModelFileException($"expected a checkpoint, got a model file without '{Position}'.");
        ModelFile model = KerasFile.Read(members, own);
        return model.Notes.Count == 0
            ? (model, TrainingStateCodec.FromJson(json, (callback, array) => FloatBytes.Read(members.Read(ArrayMember(callback, array)))))
            : throw new ModelFileException($"expected a checkpoint that holds all of its run, got one with gaps: {string.Join(" ", model.Notes)}");
    }

    private static string ArrayMember(string callback, string array) => $"weft.training/{callback}/{array}";
}
