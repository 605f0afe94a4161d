using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>How one metric class stands in config.json.</summary>
/// <param name="ClassName">Keras' class name, or Weft's where Keras has no such metric.</param>
/// <param name="Fits">Whether a metric is one of this class.</param>
/// <param name="Write">Adds the metric's own options to those every metric has.</param>
/// <param name="Read">Makes the metric from its options; null where Weft does not have it with them.</param>
internal sealed partial record MetricCodec(string ClassName,
    Predicate<Metric> Fits, Action<Metric, JsonObject> Write, Func<KerasConfig, Metric?> Read)
{
    private static readonly MetricCodec[] s_all = [.. Accuracies, .. Hits, .. Curves, .. Losses, .. WeftsOwn];

    /// <summary>Other names that mean the class with its defaults: those of functions, in any case.</summary>
    private string[] Names { get; init; } = [];

    /// <summary>Whether Keras has the class.</summary>
    private bool InKeras { get; init; } = true;

    /// <summary>Whether Keras has the metric; others stand in <see cref="WeftMember"/>, for Keras would not load a model with
    /// them.</summary>
    public static bool IsKeras(Metric metric) => metric is Accuracy || For(metric) is { InKeras: true };

    /// <summary>Whether Keras' files can hold these metrics in their order, which puts weighted ones last.</summary>
    public static bool AreKeras(IReadOnlyList<Metric> metrics) =>
        metrics.All(IsKeras) && metrics.OrderBy(metric => metric.Weighted).SequenceEqual(metrics);

    /// <summary>A metric's name or object; one of one's own is named there, and no more.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="loss">Keras has one class for class numbers and one for vectors; the loss says which are used.</param>
    public static JsonNode ToJson(Metric metric, Loss loss)
    {
        if (metric is Accuracy)
        {
            return JsonValue.Create("accuracy");
        }

        if (OwnPieces.Is(metric))
        {
            return OwnPieces.ToJson(metric);
        }

        MetricCodec codec = For(metric) ?? throw new ModelFileException($"{metric.Name}: this metric cannot be saved as .keras.");
        JsonObject config = new() { ["name"] = metric.Name, ["dtype"] = "float32" };
        codec.Write(metric, config);
        string className = metric is TopKAccuracy && loss.TakesClassNumbers ? $"Sparse{codec.ClassName}" : codec.ClassName;
        return KerasObject.Create(codec.InKeras ? "keras.metrics" : "weft", className, config);
    }

    /// <summary>The metrics of a compile_config; those Weft does not have are left out with a note, as training does not depend on
    /// them.</summary>
    /// <param name="node">The list.</param>
    /// <param name="own">The metrics of one's own that it may name.</param>
    /// <param name="notes">Where notes go.</param>
    /// <param name="isWeighted">Which of them are weighted, by their place; null for none.</param>
    public static IReadOnlyList<Metric> FromJson(JsonNode? node, OwnPieces own, List<string> notes, Predicate<int>? isWeighted = null)
    {
        List<Metric> metrics = [];
        foreach ((int index, JsonNode entry) in Flatten(node).Index())
        {
            Metric? metric = own.Metric(entry) ?? Find(entry, notes);
            if (metric is null)
            {
                notes.Add($"metric {KerasObject.Identify(entry).Name ?? entry.ToJsonString()} is not among Weft's and is left out.");
                continue;
            }

            metric = isWeighted?.Invoke(index) == true ? metric with { Weighted = true } : metric;
            if (!metrics.Contains(metric))
            {
                metrics.Add(metric);
            }
        }

        return metrics;
    }

    private static MetricCodec? For(Metric metric) => OwnPieces.Is(metric) ? null : Array.Find(s_all, codec => codec.Fits(metric));

    private static Metric? Find(JsonNode entry, List<string> notes)
    {
        (string? name, JsonObject json) = KerasObject.Identify(entry);
        if (name is null)
        {
            return null;
        }

        // The class of this name compares values, as only the word means the accuracy that fits the loss.
        if (name is "accuracy" or "acc" or "Accuracy")
        {
            return entry is JsonObject && KerasObject.Text(entry["class_name"]) == "Accuracy" ? null : Metric.Accuracy;
        }

        MetricCodec? codec = Array.Find(s_all, codec =>
            codec.ClassName == name || codec.Names.Contains(name, StringComparer.OrdinalIgnoreCase));
        return codec?.Read(new KerasConfig(json, $"metric {name}", notes));
    }

    // A list, a list for each output, or a dictionary by output.
    private static IEnumerable<JsonNode> Flatten(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.SelectMany(Flatten),
        JsonObject named when !named.ContainsKey("class_name") => named.SelectMany(entry => Flatten(entry.Value)),
        _ => [node],
    };
}
