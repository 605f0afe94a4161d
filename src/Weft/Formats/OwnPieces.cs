using System.Globalization;
using System.Text.Json.Nodes;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>
/// The loss, metrics and schedule of a program's own that a model was compiled with: a file names them, and only that program can give them
/// back.
/// </summary>
/// <param name="OwnLoss">The loss; null where Weft has it.</param>
/// <param name="Metrics">The metrics, Weft's too.</param>
/// <param name="Schedule">The schedule; null where Weft has it.</param>
internal sealed record OwnPieces(Loss? OwnLoss, IReadOnlyList<Metric> Metrics, Schedule? Schedule)
{
    private const string Module = "weft.own";

    /// <summary>None: what a file names is then missing.</summary>
    public static OwnPieces None { get; } = new(null, [], null);

    /// <summary>Those among what a model was compiled with.</summary>
    public static OwnPieces Of(Optimizer? optimizer, Loss? loss, IReadOnlyList<Metric> metrics) =>
        new(loss is not null && Is(loss) ? loss : null, metrics,
            optimizer is not null && Is(optimizer.LearningRate) ? optimizer.LearningRate : null);

    /// <summary>Whether a loss, a metric or a schedule is a program's own; a loss inside a metric makes the metric so.</summary>
    public static bool Is(object piece) =>
        piece is LossMetric metric ? Is(metric.Loss) : piece.GetType().Assembly != typeof(OwnPieces).Assembly;

    /// <summary>Whether training depends on such pieces: Keras is not told then how the model was compiled.</summary>
    public static bool Stand(ModelFile model) =>
        model is { Optimizer: { } optimizer, Loss: { } loss } && (Is(loss) || Is(optimizer.LearningRate));

    /// <summary>What stands in a file for such a piece: its class, and its options in words.</summary>
    public static JsonObject ToJson(object piece) =>
        KerasObject.Create(Module, piece.GetType().Name, new JsonObject { ["options"] = Describe(piece) });

    /// <exception cref="ModelFileException">It is not among these, or Weft does not have it.</exception>
    public Loss Loss(JsonNode node, List<string> notes) => IsNamed(node) ? Find(node, OwnLoss, "loss") : LossCodec.FromJson(node, notes);

    /// <exception cref="ModelFileException">Its schedule is not among these, or Weft does not have it.</exception>
    public Optimizer Optimizer(JsonNode node, List<string> notes)
    {
        if (node is not JsonObject || node["config"] is not JsonObject config || config["learning_rate"] is not { } rate || !IsNamed(rate))
        {
            return OptimizerCodec.FromJson(node, notes);
        }

        Schedule schedule = Find(rate, Schedule, "learning rate schedule");
        JsonNode constant = node.DeepClone();
        constant["config"]!["learning_rate"] = 0.0;
        return OptimizerCodec.FromJson(constant, notes) with { LearningRate = schedule };
    }

    /// <summary>The metric that a file names; null where it is not among these.</summary>
    public Metric? Metric(JsonNode node) => IsNamed(node) ? Metrics.FirstOrDefault(metric => Is(metric) && Fits(metric, node)) : null;

    private static bool IsNamed(JsonNode node) => node is JsonObject piece && KerasObject.Text(piece["module"]) == Module;

    private static T Find<T>(JsonNode node, T? candidate, string kind)
        where T : class => candidate is not null && Fits(candidate, node) ? candidate : throw new ModelFileException(
            $"it was compiled with {KerasObject.Text(node["class_name"])}, a {kind} of the program's own that saved it, which a file can "
                + "name and not hold");

    private static bool Fits(object piece, JsonNode node) => JsonNode.DeepEquals(ToJson(piece), node);

    // A record says its options, numbers as the current culture writes them.
    private static string Describe(object piece)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return $"{piece}";
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
