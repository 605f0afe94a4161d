using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Metrics in config.json.</summary>
internal static class MetricCodec
{
    /// <summary>Whether Keras has the metric; others stand in <see cref="WeftMember"/>, for Keras would not load a model with them.</summary>
    public static bool IsKeras(Metric metric) => metric is not ExpectedCalibrationError;

    /// <summary>A metric's name or object.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="loss">Keras has one class for class numbers and one for vectors; the loss says which are used.</param>
    public static JsonNode Write(Metric metric, Loss loss) => metric switch
    {
        Accuracy => JsonValue.Create("accuracy"),
        BinaryAccuracy binary => KerasObject.Create(
            "keras.metrics", "BinaryAccuracy", new JsonObject { ["name"] = binary.Name, ["dtype"] = "float32", ["threshold"] = binary.Threshold }),
        TopKAccuracy top => KerasObject.Create(
            "keras.metrics",
            loss.TakesClassNumbers ? "SparseTopKCategoricalAccuracy" : "TopKCategoricalAccuracy",
            new JsonObject { ["name"] = top.Name, ["dtype"] = "float32", ["k"] = top.K }),
        HitMetric hits => KerasObject.Create(
            "keras.metrics",
            hits.GetType().Name,
            new JsonObject { ["name"] = hits.Name, ["dtype"] = "float32", ["thresholds"] = hits.Threshold, ["top_k"] = hits.K, ["class_id"] = hits.ClassId }),
        F1Score f1 => KerasObject.Create(
            "keras.metrics",
            "F1Score",
            new JsonObject { ["name"] = f1.Name, ["dtype"] = "float32", ["average"] = f1.Average.ToString().ToLowerInvariant(), ["threshold"] = f1.Threshold }),
        Auc auc => KerasObject.Create("keras.metrics", "AUC", Options(auc)),
        ExpectedCalibrationError error => KerasObject.Create("weft", "ExpectedCalibrationError", new JsonObject { ["name"] = error.Name, ["bins"] = error.Bins }),
        _ => throw new ModelFileException($"{metric.Name}: this metric cannot be saved as .keras."),
    };

    /// <summary>The metrics of a compile_config; those Weft does not have are left out with a note, as training does not depend on them.</summary>
    public static IReadOnlyList<Metric> Read(JsonNode? node, List<string> notes)
    {
        List<Metric> metrics = [];
        foreach (JsonNode entry in Flatten(node))
        {
            Metric? metric = Find(entry, notes);
            if (metric is null)
            {
                notes.Add($"metric {KerasObject.Identify(entry).Name ?? entry.ToJsonString()} is not among Weft's and is left out.");
            }
            else if (!metrics.Contains(metric))
            {
                metrics.Add(metric);
            }
        }

        return metrics;
    }

    private static Metric? Find(JsonNode entry, List<string> notes)
    {
        (string? name, JsonObject json) = KerasObject.Identify(entry);
        return name switch
        {
            // The class of this name compares values, as only the word means the accuracy that fits the loss.
            "Accuracy" when entry is JsonObject && KerasObject.Text(entry["class_name"]) == name => null,
            "accuracy" or "acc" or "Accuracy" => Metric.Accuracy,
            "sparse_categorical_accuracy" or "SparseCategoricalAccuracy" => Metric.Accuracy,
            "categorical_accuracy" or "CategoricalAccuracy" => Metric.Accuracy,
            "binary_accuracy" or "BinaryAccuracy" => new BinaryAccuracy(Config(json, name, notes).Number("threshold", 0.5)),
            "top_k_categorical_accuracy" or "TopKCategoricalAccuracy" => TopK(Config(json, name, notes)),
            "sparse_top_k_categorical_accuracy" or "SparseTopKCategoricalAccuracy" => TopK(Config(json, name, notes)),
            "Precision" => Hits(Config(json, name, notes), (threshold, k, c) => new Precision(threshold, k, c)),
            "Recall" => Hits(Config(json, name, notes), (threshold, k, c) => new Recall(threshold, k, c)),
            "F1Score" => F1(Config(json, name, notes)),
            "AUC" or "auc" => Area(Config(json, name, notes)),
            "ExpectedCalibrationError" => new ExpectedCalibrationError(Config(json, name, notes).Integer("bins", 15)),
            _ => null,
        };
    }

    private static KerasConfig Config(JsonObject json, string name, List<string> notes) => new(json, $"metric {name}", notes);

    // Keras takes one threshold as a number or a list; several would be several figures.
    private static Metric? Hits(KerasConfig config, Func<double?, int?, int?, Metric> create)
    {
        JsonNode? threshold = config["thresholds"] is JsonArray list ? list is [var only] ? only : list : config["thresholds"];
        return threshold is null || KerasConfig.AsNumber(threshold) is not null
            ? create(KerasConfig.AsNumber(threshold), config.OptionalInteger("top_k"), config.OptionalInteger("class_id"))
            : null;
    }

    private static Metric? F1(KerasConfig config) => Enum.TryParse(config.OptionalText("average"), ignoreCase: true, out Averaging average)
        ? new F1Score(average, config.Has("threshold") ? config.Number("threshold") : null)
        : null;

    private static Metric? Area(KerasConfig config)
    {
        bool fits = config.OptionalText("summation_method") is null or "interpolation" && !config.Has("label_weights") && !config.Has("thresholds") && !config.Flag("from_logits", false);
        AucCurve? curve = config.OptionalText("curve")?.ToUpperInvariant() switch
        {
            null or "ROC" => AucCurve.Roc,
            "PR" => AucCurve.PrecisionRecall,
            _ => null,
        };
        return fits && curve is { } known ? new Auc(known, config.Integer("num_thresholds", 200), config.Flag("multi_label", false)) : null;
    }

    private static JsonObject Options(Auc auc) => new()
    {
        ["name"] = auc.Name,
        ["dtype"] = "float32",
        ["num_thresholds"] = auc.Thresholds,
        ["curve"] = auc.Curve == AucCurve.Roc ? "ROC" : "PR",
        ["summation_method"] = "interpolation",
        ["multi_label"] = auc.MultiLabel,
        ["num_labels"] = null,
        ["label_weights"] = null,
        ["from_logits"] = false,
    };

    private static Metric? TopK(KerasConfig config) => config.Flag("from_sorted_ids", false) ? null : Metric.TopK(config.Integer("k", 5));

    // A list, a list for each output, or a dictionary by output.
    private static IEnumerable<JsonNode> Flatten(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.SelectMany(Flatten),
        JsonObject named when !named.ContainsKey("class_name") => named.SelectMany(entry => Flatten(entry.Value)),
        _ => [node],
    };
}
