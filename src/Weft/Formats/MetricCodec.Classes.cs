using System.Text.Json.Nodes;

namespace Weft.Formats;

internal sealed partial record MetricCodec
{
    private static MetricCodec[] Accuracies =>
    [
        Of<Accuracy>("CategoricalAccuracy", (_, _) => { }, _ => Metric.Accuracy, "categorical_accuracy"),
        Of<Accuracy>("SparseCategoricalAccuracy", (_, _) => { }, _ => Metric.Accuracy, "sparse_categorical_accuracy"),
        Of<BinaryAccuracy>("BinaryAccuracy", (binary, json) => json["threshold"] = binary.Threshold,
            config => new BinaryAccuracy(config.Number("threshold", 0.5)), "binary_accuracy"),
        Of<TopKAccuracy>("TopKCategoricalAccuracy", (top, json) => json["k"] = top.K, TopK, "top_k_categorical_accuracy"),
        Of<TopKAccuracy>("SparseTopKCategoricalAccuracy", (top, json) => json["k"] = top.K, TopK, "sparse_top_k_categorical_accuracy"),
    ];

    private static MetricCodec[] Hits =>
    [
        Of<Precision>("Precision", WriteHits, config =>
            new Precision(Thresholds(config), config.OptionalInteger("top_k"), config.OptionalInteger("class_id"))),
        Of<Recall>("Recall", WriteHits, config =>
            new Recall(Thresholds(config), config.OptionalInteger("top_k"), config.OptionalInteger("class_id"))),
        Of<F1Score>("F1Score", WriteScore, config =>
            ReadAverage(config) is { } average ? new F1Score(average, OptionalNumber(config, "threshold")) : null),
        Of<FBetaScore>(
            "FBetaScore",
            WriteBeta,
            config => ReadAverage(config) is { } average
                ? new FBetaScore(average, config.Number("beta", 1), OptionalNumber(config, "threshold"))
                : null),
        Count<TruePositives>(thresholds => new TruePositives(thresholds)),
        Count<TrueNegatives>(thresholds => new TrueNegatives(thresholds)),
        Count<FalsePositives>(thresholds => new FalsePositives(thresholds)),
        Count<FalseNegatives>(thresholds => new FalseNegatives(thresholds)),
    ];

    private static MetricCodec[] Curves =>
    [
        Of<Auc>("AUC", WriteArea, ReadArea, "auc"),
        Point<PrecisionAtRecall>("recall", (required, thresholds, c) => new PrecisionAtRecall(required, thresholds, c)),
        Point<RecallAtPrecision>("precision", (required, thresholds, c) => new RecallAtPrecision(required, thresholds, c)),
        Point<SensitivityAtSpecificity>("specificity", (required, thresholds, c) => new SensitivityAtSpecificity(required, thresholds, c)),
        Point<SpecificityAtSensitivity>("sensitivity", (required, thresholds, c) => new SpecificityAtSensitivity(required, thresholds, c)),
    ];

    private static MetricCodec Of<TMetric>(string className, Action<TMetric, JsonObject> write, Func<KerasConfig, Metric?> read,
        params string[] names)
        where TMetric : Metric =>
            new(className, metric => metric is TMetric, (metric, json) => write((TMetric)metric, json), read) { Names = names };

    private static MetricCodec Count<TMetric>(Func<IReadOnlyList<double>?, Metric> create)
        where TMetric : ConfusionCount => Of<TMetric>(
            typeof(TMetric).Name, (count, json) => json["thresholds"] = Numbers(count.Thresholds),
                config => create(Thresholds(config) is { Length: > 0 } given ? given : null));

    private static MetricCodec Point<TMetric>(string required, Func<double, int, int?, Metric> create)
        where TMetric : OperatingPoint => Of<TMetric>(
            typeof(TMetric).Name,
            (point, json) => (json[required], json["num_thresholds"], json["class_id"]) = (point.Required, point.Thresholds, point.ClassId),
            config => create(config.Number(required), config.Integer("num_thresholds", 200), config.OptionalInteger("class_id")));

    private static Metric? TopK(KerasConfig config) => config.Flag("from_sorted_ids", false) ? null : Metric.TopK(config.Integer("k", 5));

    private static void WriteHits(HitMetric hits, JsonObject json)
    {
        json["thresholds"] = hits.Thresholds.Count switch
        {
            0 => null,
            1 => hits.Thresholds[0],
            _ => Numbers(hits.Thresholds),
        };
        json["top_k"] = hits.K;
        json["class_id"] = hits.ClassId;
    }

    // Keras takes one threshold as a number or a list.
    private static double[] Thresholds(KerasConfig config) => !config.Has("thresholds") ? []
        : KerasConfig.AsNumber(config["thresholds"]) is { } one ? [one]
        : List(config, "thresholds") ?? throw config.Expected("thresholds", "numbers");

    private static void WriteScore(FScore score, JsonObject json)
    {
        json["average"] = score.Average == Averaging.None ? null : score.Average.ToString().ToLowerInvariant();
        json["threshold"] = score.Threshold;
    }

    private static void WriteBeta(FBetaScore score, JsonObject json)
    {
        WriteScore(score, json);
        json["beta"] = score.Beta;
    }

    private static Averaging? ReadAverage(KerasConfig config) => config.OptionalText("average") switch
    {
        null => Averaging.None,
        var text => Enum.TryParse(text, ignoreCase: true, out Averaging average) ? average : null,
    };

    private static void WriteArea(Auc auc, JsonObject json)
    {
        json["num_thresholds"] = auc.Thresholds;
        json["curve"] = auc.Curve switch
        {
            AucCurve.Roc => "ROC",
            AucCurve.PrecisionRecall => "PR",
            _ => "PRGAIN",
        };
        json["summation_method"] = auc.Summation.ToString().ToLowerInvariant();
        json["multi_label"] = auc.MultiLabel;
        json["num_labels"] = null;
        json["label_weights"] = auc.LabelWeights is { } weights ? Numbers(weights) : null;
        json["from_logits"] = auc.FromLogits;
        if (auc.ThresholdValues is { } thresholds)
        {
            json["thresholds"] = Numbers(thresholds);
        }
    }

    private static Auc? ReadArea(KerasConfig config)
    {
        AucCurve? curve = config.OptionalText("curve")?.ToUpperInvariant() switch
        {
            null or "ROC" => AucCurve.Roc,
            "PR" => AucCurve.PrecisionRecall,
            "PRGAIN" => AucCurve.PrecisionRecallGain,
            _ => null,
        };
        bool fits = Enum.TryParse(config.OptionalText("summation_method") ?? "interpolation", ignoreCase: true, out AucSummation summation);

        // Keras writes these weights as the text of a tensor, which cannot be taken back.
        double[]? weights = List(config, "label_weights"), thresholds = List(config, "thresholds");
        return !fits || curve is null || (weights is null && config.Has("label_weights"))
            || (thresholds is null && config.Has("thresholds")) ? null
            : new Auc(curve.Value, config.Integer("num_thresholds", 200), config.Flag("multi_label", false))
            {
                Summation = summation,
                ThresholdValues = thresholds,
                LabelWeights = weights,
                FromLogits = config.Flag("from_logits", false),
            };
    }

    private static double? OptionalNumber(KerasConfig config, string option) => config.Has(option) ? config.Number(option) : null;

    private static JsonArray Numbers(IReadOnlyList<double> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private static double[]? List(KerasConfig config, string option)
    {
        double?[]? values = KerasConfig.AsList(config[option])?.Select(KerasConfig.AsNumber).ToArray();
        return values is null || values.Contains(null) ? null : [.. values.Select(value => value!.Value)];
    }
}
