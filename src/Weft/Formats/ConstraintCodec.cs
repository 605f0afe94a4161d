using System.Text.Json.Nodes;

using Weft.Constraints;

namespace Weft.Formats;

/// <summary>Constraints in config.json.</summary>
internal static class ConstraintCodec
{
    public static JsonObject? Write(Constraint? constraint) => constraint switch
    {
        null => null,
        MaxNorm norm => Create(norm, new JsonObject { ["max_value"] = norm.MaxValue }),
        MinMaxNorm norm => Create(
            norm, new JsonObject { ["min_value"] = norm.MinValue, ["max_value"] = norm.MaxValue, ["rate"] = norm.Rate }),
        _ => Create(constraint, []),
    };

    /// <summary>A constraint matters only to training, so one that Weft does not have is a note.</summary>
    public static Constraint? Read(KerasConfig owner, string option)
    {
        if (owner[option] is not { } node)
        {
            return null;
        }

        (string? name, JsonObject json) = KerasObject.Identify(node);
        KerasConfig config = owner.Of(json, option);
        switch (name?.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal))
        {
            case "maxnorm":
                return new MaxNorm(config.Number("max_value", 2), Axis(config));
            case "minmaxnorm":
                return new MinMaxNorm(config.Number("min_value", 0), config.Number("max_value", 1), config.Number("rate", 1), Axis(config));
            case "unitnorm":
                return new UnitNorm(Axis(config));
            case "nonneg":
                return new NonNeg();
            default:
                owner.NoteIfSet(option);
                return null;
        }
    }

    private static int[] Axis(KerasConfig config) => config.Has("axis") ? config.Integers("axis") : [0];

    private static JsonObject Create(Constraint constraint, JsonObject config)
    {
        if (constraint is NormConstraint norm)
        {
            config["axis"] = norm.Axis.Count == 1 ? norm.Axis[0] : new JsonArray([.. norm.Axis.Select(axis => JsonValue.Create(axis))]);
        }

        return KerasObject.Create("keras.constraints", constraint.GetType().Name, config);
    }
}
