using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>How one loss class stands in config.json.</summary>
/// <param name="ClassName">Keras' class name.</param>
/// <param name="Name">The name of the loss function.</param>
/// <param name="Write">Adds the loss's own options to those every loss has.</param>
/// <param name="Read">Makes the loss from its options.</param>
internal sealed record LossCodec(string ClassName, string Name, Action<Loss, JsonObject> Write, Func<KerasConfig, Loss> Read)
{
    private static readonly LossCodec[] All =
    [
        Of<SparseCategoricalCrossentropy>("sparse_categorical_crossentropy", WriteSparse, ReadSparse),
        Of<CategoricalCrossentropy>(
            "categorical_crossentropy",
            (loss, json) => WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json),
            config => new CategoricalCrossentropy(config.Flag("from_logits", false), config.Number("label_smoothing", 0))),
        Of<BinaryCrossentropy>(
            "binary_crossentropy",
            (loss, json) => WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json),
            config => new BinaryCrossentropy(config.Flag("from_logits", false),
                config.Number("label_smoothing", 0))) with { Aliases = ["bce"] },
        Of<CategoricalFocalCrossentropy>("categorical_focal_crossentropy", WriteFocal, ReadFocal),
        Of<BinaryFocalCrossentropy>("binary_focal_crossentropy", WriteBinaryFocal, ReadBinaryFocal),
        Plain<KLDivergence>("kl_divergence", "kld", "kullback_leibler_divergence"),
        Plain<MeanSquaredError>("mean_squared_error", "mse"),
        Plain<MeanAbsoluteError>("mean_absolute_error", "mae"),
        Plain<MeanAbsolutePercentageError>("mean_absolute_percentage_error", "mape"),
        Plain<MeanSquaredLogarithmicError>("mean_squared_logarithmic_error", "msle"),
        // Keras leaves delta out of its own files, but takes it.
        Of<Huber>("huber_loss", (loss, json) => json["delta"] = loss.Delta,
            config => new Huber(config.Number("delta", 1))) with { Aliases = ["huber"] },
        Plain<LogCosh>("log_cosh", "logcosh"),
        Plain<Poisson>("poisson"),
        Plain<CosineSimilarity>("cosine_similarity"),
        Of<Dice>("dice", (_, json) => json["axis"] = -1, config => EachSample(config, new Dice())),
        Of<Tversky>("tversky", WriteTversky, config =>
            EachSample(config, new Tversky(config.Number("alpha", 0.5), config.Number("beta", 0.5)))),
        Of<CategoricalGeneralizedCrossEntropy>(
            "categorical_generalized_cross_entropy", (loss, json) => json["q"] = loss.Q,
                config => new CategoricalGeneralizedCrossEntropy(config.Number("q", 0.5))),
        Plain<Hinge>("hinge"),
        Plain<SquaredHinge>("squared_hinge"),
        Plain<CategoricalHinge>("categorical_hinge"),
    ];

    private static readonly HashSet<string> Neutral = ["name", "dtype", "fn", "axis", "reduction"];

    /// <summary>Other names of the function, as <c>compile</c> takes them, in any case.</summary>
    private string[] Aliases { get; init; } = [];

    /// <summary>The object of a loss; one of one's own is named there, and no more.</summary>
    public static JsonObject ToJson(Loss loss)
    {
        if (OwnPieces.Is(loss))
        {
            return OwnPieces.ToJson(loss);
        }

        LossCodec codec = Array.Find(All, codec => codec.ClassName == loss.KerasName)
            ?? throw new ModelFileException($"{loss.KerasName}: this loss cannot be saved as .keras yet. Use one of {Supported}.");
        JsonObject config = new() { ["name"] = codec.Name, ["reduction"] = Layer.ToSnakeCase($"{loss.Reduction}") };
        codec.Write(loss, config);
        return KerasObject.Create("keras.losses", codec.ClassName, config);
    }

    /// <summary>The loss that a metric of its function's name, or of the class of that name, means; null for none.</summary>
    public static Loss? Named(string name, KerasConfig config) => Find(name)?.Read(config);

    /// <exception cref="ModelFileException">Weft does not have this loss, or not with these options.</exception>
    public static Loss FromJson(JsonNode node, List<string> notes)
    {
        JsonNode loss = node is JsonArray and [{ } only] ? only : node;
        (string? name, JsonObject json) = KerasObject.Identify(loss);
        LossCodec codec = (name is null ? null : Find(name))
            ?? throw new ModelFileException($"expected a loss that Weft has, one of {Supported}, got {name ?? node.ToJsonString()}");
        KerasConfig config = new(json, $"loss {codec.ClassName}", notes);

        // Of an output [batch, units].
        if (config.Axis() is not (-1 or 1))
        {
            throw config.Expected("axis", "-1, the last axis");
        }

        Loss read = codec.Read(config) with { Reduction = ReadReduction(config, json) };
        config.NoteUnread(Neutral);
        return read;
    }

    private static LossReduction ReadReduction(KerasConfig config, JsonObject json) => config.OptionalText("reduction") switch
    {
        null when !json.ContainsKey("reduction") => LossReduction.SumOverBatchSize,
        "auto" or "sum_over_batch_size" => LossReduction.SumOverBatchSize,
        "mean" => LossReduction.Mean,
        "sum" => LossReduction.Sum,
        "mean_with_sample_weight" => LossReduction.MeanWithSampleWeight,
        _ => throw config.Expected("reduction", "\"sum_over_batch_size\", \"mean\", \"sum\" or \"mean_with_sample_weight\", for a model "
            + "is trained on one value"),
    };

    private static LossCodec? Find(string name) =>
        Array.Find(All, codec =>
            codec.ClassName == name || codec.Name == name || codec.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static string Supported => string.Join(", ", All.Select(codec => codec.ClassName));

    private static LossCodec Of<TLoss>(string name, Action<TLoss, JsonObject> write, Func<KerasConfig, Loss> read)
        where TLoss : Loss => new(typeof(TLoss).Name, name, (loss, json) => write((TLoss)loss, json), read);

    private static LossCodec Plain<TLoss>(string name, params string[] aliases)
        where TLoss : Loss, new() => Of<TLoss>(name, (_, _) => { }, _ => new TLoss()) with { Aliases = aliases };

    // Keras' default is the whole batch at once, which has no value per sample.
    private static Loss EachSample(KerasConfig config, Loss loss) =>
        config.Has("axis") ? loss : throw config.Expected("axis", "-1, each sample by itself, for Weft does not take a batch for one "
            + $"sample (compile the model with keras.losses.{loss.KerasName}(axis=-1) and save it again)");

    private static void WriteTversky(Tversky loss, JsonObject json)
    {
        json["alpha"] = loss.Alpha;
        json["beta"] = loss.Beta;
        json["axis"] = -1;
    }

    /// <summary>Keras has no smoothing here; <see cref="WeftMember"/> keeps it.</summary>
    private static void WriteSparse(SparseCategoricalCrossentropy loss, JsonObject json)
    {
        json["from_logits"] = loss.FromLogits;
        json["ignore_class"] = loss.IgnoreClass;
    }

    private static SparseCategoricalCrossentropy ReadSparse(KerasConfig config) =>
        new(config.Flag("from_logits", false), config.Number("label_smoothing", 0), config.OptionalInteger("ignore_class"));

    private static void WriteFocal(CategoricalFocalCrossentropy loss, JsonObject json)
    {
        WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json);
        json["alpha"] = loss.AlphaByClass is { } alphas ? new JsonArray([.. alphas.Select(alpha => JsonValue.Create(alpha))]) : loss.Alpha;
        json["gamma"] = loss.Gamma;
    }

    private static CategoricalFocalCrossentropy ReadFocal(KerasConfig config)
    {
        (double gamma, bool logits, double smoothing) = (config.Number("gamma", 2), config.Flag("from_logits", false),
            config.Number("label_smoothing", 0));
        return KerasConfig.AsList(config["alpha"]) is { } alphas
            ? new([.. alphas.Select(alpha => KerasConfig.AsNumber(alpha) ?? throw config.Expected("alpha", "numbers"))], gamma, logits,
                smoothing)
            : new(config.Number("alpha", 0.25), gamma, logits, smoothing);
    }

    private static void WriteBinaryFocal(BinaryFocalCrossentropy loss, JsonObject json)
    {
        WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json);
        json["apply_class_balancing"] = loss.ApplyClassBalancing;
        json["alpha"] = loss.Alpha;
        json["gamma"] = loss.Gamma;
    }

    private static BinaryFocalCrossentropy ReadBinaryFocal(KerasConfig config) => new(
        config.Flag("apply_class_balancing", false),
        config.Number("alpha", 0.25),
        config.Number("gamma", 2),
        config.Flag("from_logits", false),
        config.Number("label_smoothing", 0));

    private static void WriteSmoothed(bool fromLogits, double labelSmoothing, JsonObject json)
    {
        json["from_logits"] = fromLogits;
        json["label_smoothing"] = labelSmoothing;
        json["axis"] = -1;
    }
}
