using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Keras' way to write an object: where its class lives, its name, its configuration.</summary>
internal static class KerasObject
{
    /// <summary>How files are read: models lie in models, some four brackets each.</summary>
    public static JsonDocumentOptions Reading => new() { MaxDepth = 256, AllowDuplicateProperties = false };

    /// <summary>Reads text that has to be an object, as every JSON of a model is.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="who">What errors call it.</param>
    /// <exception cref="ModelFileException">It is no JSON, no object, has a key twice, or half a character.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> text, string who)
    {
        try
        {
            text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
            JsonText.RequireWholeCharacters(text, Reading);
            return JsonNode.Parse(text, documentOptions: Reading) as JsonObject
                ?? throw new ModelFileException($"{who}: expected a JSON object, got something else. Get a fresh copy of the file.");
        }
        catch (JsonException error)
        {
            throw new ModelFileException($"{who}: expected JSON, got: {error.Message}", error);
        }
    }

    /// <summary>What lies inside a node along a path of names; null where something on the way is no object, or has no such
    /// member.</summary>
    /// <remarks>Indexing a node that is a number, a text or a list throws; files of others have those anywhere.</remarks>
    public static JsonNode? Member(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    public static JsonObject Create(string module, string className, JsonObject config) => new()
    {
        ["module"] = module,
        ["class_name"] = className,
        ["config"] = config,
        ["registered_name"] = null,
    };

    /// <summary>The dtype of everything Weft writes.</summary>
    public static JsonObject Float32() => Create("keras", "DTypePolicy", new JsonObject { ["name"] = "float32" });

    /// <summary>A shape with its open batch: <c>[null, 28, 28, 1]</c>.</summary>
    public static JsonArray BatchShape(Shape shape) => [null, .. shape.Select(extent => JsonValue.Create(extent))];

    /// <summary>One axis as a number, several as a list.</summary>
    public static JsonNode Axes(IReadOnlyList<int> axes) =>
        axes is [var only] ? JsonValue.Create(only) : new JsonArray([.. axes.Select(axis => JsonValue.Create(axis))]);

    public static JsonArray Pair(Size2D size) => new(size.Height, size.Width);

    /// <summary>
    /// What an object is called, whichever way it is written: <c>"relu"</c>, <c>{"class_name": "function", "config": "relu"}</c>,
    /// <c>{"class_name": "ReLU", "config": {...}}</c>. Null where it is nothing or cannot be told.
    /// </summary>
    public static (string? Name, JsonObject Config) Identify(JsonNode? node)
    {
        if (node is JsonObject written)
        {
            string? className = Text(written["class_name"]);
            return className is "function" or "Function"
                ? (LastWord(Text(written["config"]) ?? Text(written["config"] is JsonObject inner ? inner["name"] : null)), [])
                : (LastWord(className), written["config"] as JsonObject ?? []);
        }

        return (LastWord(Text(node)), []);
    }

    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    // "keras.activations.relu" and "package>relu" are both relu.
    private static string? LastWord(string? name) => name?[(name.LastIndexOfAny(['.', '>']) + 1)..];
}
