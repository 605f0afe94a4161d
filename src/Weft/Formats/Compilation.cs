using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>What a model was compiled with, as far as Weft has it.</summary>
internal sealed record Compilation(Optimizer? Optimizer, Loss? Loss, IReadOnlyList<Metric> Metrics)
{
    private static readonly Compilation None = new(null, null, []);

    /// <summary>Reads compile_config. A model whose optimizer or loss Weft does not have still predicts, so it is loaded uncompiled, with
    /// a note.</summary>
    public static Compilation Read(JsonNode? node, JsonObject weft, OwnPieces own, List<string> notes)
    {
        if ((weft["compile_config"] ?? node) is not JsonObject json || json["optimizer"] is not { } optimizer
            || json["loss"] is not { } loss)
        {
            return None;
        }

        try
        {
            if (json["loss_weights"] is not null)
            {
                throw new ModelFileException("expected no loss_weights, as Weft does not have them");
            }

            return new Compilation(
                WeftMember.Complete(own.Optimizer(optimizer, notes), weft),
                WeftMember.Complete(own.Loss(loss, notes), weft),
                WeftMember.Metrics(weft, json, own, notes));
        }
        catch (Exception error) when (error is ModelFileException or ArgumentException)
        {
            notes.Add($"The model is loaded uncompiled, for prediction: {error.Message.TrimEnd('.')}. Call Compile to train or evaluate "
                + "it.");
            return None;
        }
    }
}
