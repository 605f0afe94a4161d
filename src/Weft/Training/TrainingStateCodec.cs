using System.Globalization;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>weft.training.json of a checkpoint. Numbers keep every bit; those that JSON has no word for are strings.</summary>
internal static class TrainingStateCodec
{
    private const int Format = 1;

    public static JsonObject ToJson(TrainingState state) => new()
    {
        ["format"] = Format,
        ["train"] = state.Identity.Train,
        ["validation"] = state.Identity.Validation,
        ["batch_size"] = state.Identity.BatchSize,
        ["shuffle"] = state.Identity.Shuffle,
        ["class_weights"] = state.Identity.ClassWeights,
        ["mixing"] = state.Identity.Mixing,
        ["initial_epoch"] = state.Identity.InitialEpoch,
        ["steps_per_epoch"] = state.Identity.StepsPerEpoch,
        ["validation_freq"] = state.Identity.ValidationFreq,
        ["validation_batch_size"] = state.Identity.ValidationBatchSize,
        ["validation_steps"] = state.Identity.ValidationSteps,
        ["epoch"] = state.Epoch,
        ["step"] = state.Step,
        ["stopped"] = state.Stopped,
        ["totals"] = new JsonArray([.. state.Totals.Select(Number)]),
        ["learning_rate"] = Number(state.LearningRate),
        ["seconds"] = Number(state.Seconds),
        ["epochs"] = new JsonArray([.. state.Epochs.Select(Epoch)]),
        ["warnings"] = new JsonArray([.. state.Warnings.Select(warning => JsonValue.Create(warning))]),
        ["callbacks"] = Members(state.Callbacks, callback => new JsonObject
        {
            ["numbers"] = Members(callback.Numbers, Number),
            ["arrays"] = new JsonArray([.. callback.Arrays.Keys.Select(name => JsonValue.Create(name))]),
        }),
    };

    /// <param name="json">The member.</param>
    /// <param name="array">Reads the array of a callback by the names of both.</param>
    /// <exception cref="ModelFileException">Something is missing or of another kind.</exception>
    public static TrainingState FromJson(JsonObject json, Func<string, string, float[]> array)
    {
        if (KerasConfig.AsInteger(json["format"]) is not Format)
        {
            throw new ModelFileException($"weft.training.json: expected format {Format}, got {json["format"]?.ToJsonString() ?? "none"}. Use the version of Weft that wrote it.");
        }

        KerasConfig config = new(json, "weft.training.json", []);
        Dictionary<string, CallbackState> callbacks = [];
        foreach ((string key, JsonNode? node) in Object(json, "callbacks"))
        {
            CallbackState state = new();
            foreach ((string name, JsonNode? number) in Object(node, "numbers"))
            {
                state.Numbers[name] = Number(number);
            }

            foreach (string name in Texts(node, "arrays"))
            {
                state.Arrays[name] = array(key, name);
            }

            callbacks.Add(key, state);
        }

        return new TrainingState
        {
            Identity = new RunIdentity(
                config.OptionalText("train") ?? string.Empty,
                config.OptionalText("validation") ?? string.Empty,
                AtLeast(1, config, "batch_size"),
                config.Flag("shuffle", true),
                config.OptionalText("class_weights") ?? string.Empty,
                config.OptionalText("mixing") ?? string.Empty)
            {
                InitialEpoch = AtLeast(0, config, "initial_epoch", 0),
                StepsPerEpoch = AtLeast(0, config, "steps_per_epoch", 0),
                ValidationFreq = config.OptionalText("validation_freq") ?? "1",
                ValidationBatchSize = AtLeast(1, config, "validation_batch_size", config.Integer("batch_size")),
                ValidationSteps = AtLeast(0, config, "validation_steps", 0),
            },
            Epoch = AtLeast(0, config, "epoch"),
            Step = AtLeast(0, config, "step"),
            Stopped = config.Flag("stopped", false),
            Totals = [.. List(json, "totals").Select(Number)],
            LearningRate = Number(json["learning_rate"]),
            Seconds = Number(json["seconds"]),
            Epochs = [.. List(json, "epochs").Select(node => Epoch(node))],
            Warnings = Texts(json, "warnings"),
            Callbacks = callbacks,
        };
    }

    private static int AtLeast(int least, KerasConfig config, string option, int? missing = null) =>
        config.Integer(option, missing) is var number && number >= least ? number : throw config.Expected(option, $"a whole number of at least {least}");

    private static JsonNode Epoch(EpochResult epoch) => new JsonObject
    {
        ["epoch"] = epoch.Epoch,
        ["seconds"] = Number(epoch.Seconds),
        ["learning_rate"] = Number(epoch.LearningRate),
        ["values"] = Members(epoch.Values, Number),
    };

    private static EpochResult Epoch(JsonNode? json) => new(
        KerasConfig.AsInteger(KerasObject.Member(json, "epoch")) ?? throw Damaged("epoch"),
        Number(KerasObject.Member(json, "seconds")),
        Number(KerasObject.Member(json, "learning_rate")),
        Object(json, "values").ToDictionary(value => value.Key, value => Number(value.Value)));

    private static JsonNode Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString("R", CultureInfo.InvariantCulture));

    private static double Number(JsonNode? node) => KerasConfig.AsNumber(node)
        ?? (double.TryParse(KerasObject.Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Damaged("number"));

    private static JsonObject Members<T>(IEnumerable<KeyValuePair<string, T>> values, Func<T, JsonNode> write) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)write(pair.Value))));

    private static string[] Texts(JsonNode? json, string name) => [.. List(json, name).Select(node => KerasObject.Text(node) ?? throw Damaged(name))];

    private static JsonArray List(JsonNode? json, string name) => KerasObject.Member(json, name) as JsonArray ?? throw Damaged(name);

    private static JsonObject Object(JsonNode? json, string name) => KerasObject.Member(json, name) as JsonObject ?? throw Damaged(name);

    private static ModelFileException Damaged(string what) => new($"weft.training.json: expected '{what}', got none or one of another kind. The file is damaged.");
}
