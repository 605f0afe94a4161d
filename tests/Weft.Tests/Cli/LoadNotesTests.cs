namespace Weft.Tests.Cli;

/// <summary>What a load left out is said by every command that loads a model, on standard error and in JSON.</summary>
public sealed class LoadNotesTests
{
    private const string Note = "Dense 'd': brightness 3 is not known to Weft, and not applied.";

    private static readonly string Config = """
        {"module": "keras", "class_name": "Sequential", "config": {"name": "theirs", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 18, 18, 1], "name": "their_input"}},
            {"class_name": "Flatten", "config": {"name": "f", "dtype": "mixed_bfloat16"}},
            {"class_name": "Dense", "config": {"name": "d", "units": 3, "activation": "softmax", "brightness": 3, "dtype": "mixed_bfloat16"}}]}}
        """;

    [Theory]
    [InlineData("summary")]
    [InlineData("evaluate", "--data", "DATA")]
    [InlineData("predict", "0", "--data", "DATA")]
    [InlineData("bench", "--threads", "1", "--batch-size", "8", "--seconds", "0.01")]
    public async Task Command_OnAModelWithMoreThanWeftHas_SaysWhatWasLeftOut(string command, params string[] rest)
    {
        using TemporaryModel model = new(Config);
        string[] words = [.. rest.Select(word => word == "DATA" ? model.Data : word)];
        string[] args = command == "bench" ? [command, "--model", model.Path, .. words] : [command, model.Path, .. words];

        CliRun run = await CliRun.Async(args);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"note: {model.Path}: {Note}", run.Error);
        Assert.Contains("Layers with the dtype policy mixed_bfloat16 are computed in float32.", run.Error);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("mixed_bfloat16", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_OfEveryCommand_HasTheNotes()
    {
        using TemporaryModel model = new(Config);

        CliRun summary = await CliRun.Async("summary", model.Path, "--json");
        CliRun evaluate = await CliRun.Async("evaluate", model.Path, "--data", model.Data, "--json");
        CliRun predict = await CliRun.Async("predict", model.Path, "1", "--data", model.Data, "--json");
        CliRun train = await CliRun.Async("train", "--model", model.Path, "--data", model.Data, "--epochs", "1", "--json", "--quiet", "--output", model.Folder.File("run"));

        Assert.Contains(Note, summary.Json.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.Contains(Note, evaluate.Json.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.Contains(Note, predict.Json[0].GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.Contains($"note: {Note}", train.Json.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
    }

    [Fact]
    public async Task Train_FromADescription_SaysWhatWasLeftOut()
    {
        using TemporaryModel model = new(Config);
        File.WriteAllText(model.Folder.File("described.json"), Config);

        CliRun run = await CliRun.Async(
            "train", "--model", model.Folder.File("described.json"), "--data", model.Data, "--epochs", "1", "--output", model.Folder.File("run"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"note: {Note}", run.Error);
    }

    [Theory]
    [InlineData("\"slowdown\": 0.01", "optimizer SGD: slowdown 0.01 is not known to Weft, and not applied.")]
    [InlineData("\"decay\": 0.01", null)]
    [InlineData("\"decay\": 0.0", null)]
    [InlineData("\"jit_compile\": true", null)]
    public void OptimizerOption_ThatWeftDoesNotHave_IsNotedWhereItIsSet(string option, string? note)
    {
        string compiled = $$$"""
            , "compile_config": {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.1, {{{option}}}}}, "loss": "sparse_categorical_crossentropy"}
            """;
        using TemporaryModel model = new(Config.TrimEnd()[..^1] + compiled + "}");

        IReadOnlyList<string> notes = Model.Load(model.Path).LoadNotes;

        Assert.Equal(note is null ? 2 : 3, notes.Count);
        Assert.True(note is null || notes.Contains(note), string.Join("\n", notes));
    }
}
