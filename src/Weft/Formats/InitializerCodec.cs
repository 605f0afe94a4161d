using System.Text.Json.Nodes;

using Weft.Initializers;

namespace Weft.Formats;

/// <summary>Initializers in config.json.</summary>
internal static class InitializerCodec
{
    private static readonly (string Name, string Alias, Initializer Value)[] Random =
    [
        ("GlorotUniform", "glorot_uniform", new GlorotUniform()),
        ("GlorotNormal", "glorot_normal", new GlorotNormal()),
        ("HeUniform", "he_uniform", new HeUniform()),
        ("HeNormal", "he_normal", new HeNormal()),
    ];

    public static JsonObject Write(Initializer initializer) => initializer switch
    {
        Zeros => Create("Zeros", []),
        Ones => Create("Ones", []),
        Constant constant => Create("Constant", new JsonObject { ["value"] = constant.Value }),
        _ => Create(initializer.GetType().Name, new JsonObject { ["seed"] = null }),
    };

    /// <summary>Null where Weft does not have it.</summary>
    public static Initializer? Read(JsonNode node, KerasConfig owner)
    {
        (string? name, JsonObject json) = KerasObject.Identify(node);
        return name switch
        {
            "Zeros" or "zeros" => new Zeros(),
            "Ones" or "ones" => new Ones(),
            "Constant" or "constant" when KerasConfig.AsNumber(json["value"] ?? 0) is not null => new Constant((float)owner.Of(json, name).Number("value", 0)),
            _ => Array.Find(Random, entry => entry.Name == name || entry.Alias == name).Value,
        };
    }

    private static JsonObject Create(string name, JsonObject config) => KerasObject.Create("keras.initializers", name, config);
}
