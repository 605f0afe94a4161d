using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Metrics in config.json.</summary>
internal static class MetricCodec
{
    /// <param name="metric">The metric.</param>
    /// <param name="loss">Keras has one class for class numbers and one for vectors; the loss says which are used.</param>
    public static JsonNode Write(Metric metric, Loss loss) => metric switch
    {
        Accuracy => JsonValue.Create("accuracy"),
        TopKAccuracy top => KerasObject.Create(
            "keras.metrics",
            loss.TakesClassNumbers ? "SparseTopKCategoricalAccuracy" : "TopKCategoricalAccuracy",
            new JsonObject { ["name"] = top.Name, ["dtype"] = "float32", ["k"] = top.K }),
        _ => throw new ModelFileException($"{metric.Name}: this metric cannot be saved as .keras yet. Compile with Metric.Accuracy or Metric.TopK."),
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
            "accuracy" or "acc" or "Accuracy" => Metric.Accuracy,
            "sparse_categorical_accuracy" or "SparseCategoricalAccuracy" => Metric.Accuracy,
            "categorical_accuracy" or "CategoricalAccuracy" => Metric.Accuracy,
            "binary_accuracy" => Metric.Accuracy,
            "BinaryAccuracy" when (KerasConfig.AsNumber(json["threshold"]) ?? 0.5) == 0.5 => Metric.Accuracy,
            "top_k_categorical_accuracy" or "TopKCategoricalAccuracy" => TopK(json, name, notes),
            "sparse_top_k_categorical_accuracy" or "SparseTopKCategoricalAccuracy" => TopK(json, name, notes),
            _ => null,
        };
    }

    private static Metric TopK(JsonObject json, string name, List<string> notes) => Metric.TopK(new KerasConfig(json, $"metric {name}", notes).Integer("k", 5));

    // A list, a list for each output, or a dictionary by output.
    private static IEnumerable<JsonNode> Flatten(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.SelectMany(Flatten),
        JsonObject named when !named.ContainsKey("class_name") => named.SelectMany(entry => Flatten(entry.Value)),
        _ => [node],
    };
}
