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
        L1L2 both => Create("L1L2", new JsonObject { ["l1"] = both.L1, ["l2"] = both.L2 }),
        OrthogonalRegularizer orthogonal => Create("OrthogonalRegularizer", new JsonObject
        {
            ["factor"] = orthogonal.Factor,
            ["mode"] = orthogonal.Mode == MatrixVectors.Rows ? "rows" : "columns",
        }),
        _ => throw new ModelFileException($"{regularizer.GetType().Name}: this regularizer cannot be saved as .keras yet."),
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
            case "orthogonalregularizer" or "orthogonal_regularizer":
                return new OrthogonalRegularizer(config.Number("factor", 0.01), config.OptionalText("mode") switch
                {
                    null or "rows" => MatrixVectors.Rows,
                    "columns" => MatrixVectors.Columns,
                    _ => throw config.Expected("mode", "\"rows\" or \"columns\""),
                });
            default:
                owner.NoteIfSet(option);
                return null;
        }
    }

    /// <summary>The price of a layer's output.</summary>
    public static ElementRegularizer? ReadActivity(KerasConfig owner)
    {
        Regularizer? price = Read(owner, "activity_regularizer");
        if (price is not (null or ElementRegularizer))
        {
            owner.NoteIfSet("activity_regularizer");
        }

        return price as ElementRegularizer;
    }

    private static JsonObject Create(string name, JsonObject config) => KerasObject.Create("keras.regularizers", name, config);
}
