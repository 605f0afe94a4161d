using System.Text.Json.Nodes;

using Weft.Regularizers;

namespace Weft.Formats;

/// <summary>Regularisers in config.json.</summary>
internal static class RegularizerCodec
{
    public static JsonObject? Write(Regularizer? regularizer) => regularizer switch
    {
        null => null,
        L1 l1 => Create("L1", new JsonObject { ["l1"] = l1.Factor }),
        L2 l2 => Create("L2", new JsonObject { ["l2"] = l2.Factor }),
        _ => Create("L1L2", new JsonObject { ["l1"] = regularizer.Absolute, ["l2"] = regularizer.Square }),
    };

    /// <summary>A regulariser matters only to training, so one that Weft does not have is a note.</summary>
    public static Regularizer? Read(KerasConfig owner, string option)
    {
        if (owner[option] is not { } node)
        {
            return null;
        }

        (string? name, JsonObject json) = KerasObject.Identify(node);
        KerasConfig config = owner.Of(json, option);
        switch (name?.ToLowerInvariant())
        {
            case "l1":
                return new L1(config.Number("l1", 0.01));
            case "l2":
                return new L2(config.Number("l2", 0.01));
            case "l1l2" or "l1_l2":
                return new L1L2(config.Number("l1", 0), config.Number("l2", 0));
            default:
                owner.NoteIfSet(option);
                return null;
        }
    }

    private static JsonObject Create(string name, JsonObject config) => KerasObject.Create("keras.regularizers", name, config);
}
