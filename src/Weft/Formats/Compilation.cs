using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>What a model was compiled with, as far as Weft has it.</summary>
internal sealed record Compilation(Optimizer? Optimizer, Loss? Loss, IReadOnlyList<Metric> Metrics)
{
    private static readonly Compilation None = new(null, null, []);

    /// <summary>Reads compile_config. A model whose optimizer or loss Weft does not have still predicts, so it is loaded uncompiled, with a note.</summary>
    public static Compilation Read(JsonNode? node, JsonObject weft, List<string> notes)
    {
        if (node is not JsonObject json || json["optimizer"] is not { } optimizer || json["loss"] is not { } loss)
        {
            return None;
        }

        try
        {
            if (json["loss_weights"] is not null)
            {
                throw new ModelFileException("expected no loss_weights, as Weft does not have them");
            }

            if (json["weighted_metrics"] is JsonArray { Count: > 0 } weighted)
            {
                notes.Add($"weighted_metrics {weighted.ToJsonString()} are left out.");
            }

            return new Compilation(
                WeftMember.Complete(OptimizerCodec.FromJson(optimizer, notes), weft),
                WeftMember.Complete(LossCodec.FromJson(loss, notes), weft),
                MetricCodec.Read(WeftMember.Metrics(weft, json["metrics"]), notes));
        }
        catch (Exception error) when (error is ModelFileException or ArgumentException)
        {
            notes.Add($"The model is loaded uncompiled, for prediction: {error.Message.TrimEnd('.')}. Call Compile to train or evaluate it.");
            return None;
        }
    }
}
