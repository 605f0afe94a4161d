using System.Text.Json.Nodes;

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
            config => new BinaryCrossentropy(config.Flag("from_logits", false), config.Number("label_smoothing", 0))),
        Of<CategoricalFocalCrossentropy>("categorical_focal_crossentropy", WriteFocal, ReadFocal),
        Of<BinaryFocalCrossentropy>("binary_focal_crossentropy", WriteBinaryFocal, ReadBinaryFocal),
        Of<KLDivergence>("kl_divergence", (_, _) => { }, _ => new KLDivergence()),
        Of<MeanSquaredError>("mean_squared_error", (_, _) => { }, _ => new MeanSquaredError()),
        Of<Hinge>("hinge", (_, _) => { }, _ => new Hinge()),
        Of<SquaredHinge>("squared_hinge", (_, _) => { }, _ => new SquaredHinge()),
        Of<CategoricalHinge>("categorical_hinge", (_, _) => { }, _ => new CategoricalHinge()),
    ];

    private static readonly HashSet<string> Neutral = ["name", "dtype", "fn", "axis", "reduction"];

    public static JsonObject ToJson(Loss loss)
    {
        LossCodec codec = Array.Find(All, codec => codec.ClassName == loss.KerasName)
            ?? throw new ModelFileException($"{loss.KerasName}: this loss cannot be saved as .keras yet. Use one of {Supported}.");
        JsonObject config = new() { ["name"] = codec.Name, ["reduction"] = "sum_over_batch_size" };
        codec.Write(loss, config);
        return KerasObject.Create("keras.losses", codec.ClassName, config);
    }

    /// <exception cref="ModelFileException">Weft does not have this loss, or not with these options.</exception>
    public static Loss FromJson(JsonNode node, List<string> notes)
    {
        JsonNode loss = node is JsonArray and [{ } only] ? only : node;
        (string? name, JsonObject json) = KerasObject.Identify(loss);
        name = name is "mse" or "MSE" ? "mean_squared_error" : name;
        LossCodec codec = Array.Find(All, codec => codec.ClassName == name || codec.Name == name)
            ?? throw new ModelFileException($"expected a loss that Weft has, one of {Supported}, got {name ?? node.ToJsonString()}");
        KerasConfig config = new(json, $"loss {codec.ClassName}", notes);
        string? reduction = config.OptionalText("reduction");
        if (json.ContainsKey("reduction") && reduction is not ("auto" or "sum_over_batch_size" or "mean_with_sample_weight" or "mean"))
        {
            throw config.Expected("reduction", "\"sum_over_batch_size\"");
        }

        if (reduction == "mean_with_sample_weight")
        {
            config.Note("reduction mean_with_sample_weight is taken for sum_over_batch_size, which differs where samples are weighted");
        }

        // Of an output [batch, units].
        if (config.Axis() is not (-1 or 1))
        {
            throw config.Expected("axis", "-1, the last axis");
        }

        Loss read = codec.Read(config);
        config.NoteUnread(Neutral);
        return read;
    }

    private static string Supported => string.Join(", ", All.Select(codec => codec.ClassName));

    private static LossCodec Of<TLoss>(string name, Action<TLoss, JsonObject> write, Func<KerasConfig, Loss> read)
        where TLoss : Loss => new(typeof(TLoss).Name, name, (loss, json) => write((TLoss)loss, json), read);

    /// <summary>Keras has no smoothing here; <see cref="WeftMember"/> keeps it.</summary>
    private static void WriteSparse(SparseCategoricalCrossentropy loss, JsonObject json)
    {
        json["from_logits"] = loss.FromLogits;
        json["ignore_class"] = null;
    }

    private static Loss ReadSparse(KerasConfig config)
    {
        if (config.Has("ignore_class"))
        {
            throw config.Expected("ignore_class", "nothing, as Weft does not have it");
        }

        return new SparseCategoricalCrossentropy(config.Flag("from_logits", false), config.Number("label_smoothing", 0));
    }

    private static void WriteFocal(CategoricalFocalCrossentropy loss, JsonObject json)
    {
        WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json);
        json["alpha"] = loss.Alpha;
        json["gamma"] = loss.Gamma;
    }

    private static CategoricalFocalCrossentropy ReadFocal(KerasConfig config) =>
        new(config.Number("alpha", 0.25), config.Number("gamma", 2), config.Flag("from_logits", false), config.Number("label_smoothing", 0));

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
