using System.Text.Json.Nodes;

using Weft.Initializers;

namespace Weft.Formats;

/// <summary>The configuration of one object in config.json, read option by option with errors that name the object and the
/// option.</summary>
/// <param name="json">The options.</param>
/// <param name="who">Whose they are: <c>Conv2D 'conv2d_1'</c>.</param>
/// <param name="notes">What was read but has no counterpart goes here.</param>
internal sealed class KerasConfig(JsonObject json, string who, List<string> notes)
{
    private readonly HashSet<string> _read = [];

    public string Who => who;

    public JsonNode? this[string option] => Get(option);

    public bool Has(string option) => Get(option) is not null;

    /// <summary>Whether the option is there, even as null.</summary>
    public bool IsWritten(string option) => json.ContainsKey(option);

    /// <summary>A list of strings.</summary>
    public string[] Texts(string option) => AsList(Get(option)) is { } list
        ? [.. list.Select(item => KerasObject.Text(item) ?? throw Expected(option, "a list of strings"))]
        : throw Expected(option, "a list of strings");

    public string? OptionalText(string option) =>
        Get(option) is { } node ? KerasObject.Text(node) ?? throw Expected(option, "a string") : null;

    public double Number(string option, double? missing = null) => Get(option) is { } node
        ? AsNumber(node) ?? throw Expected(option, "a number")
        : missing ?? throw Expected(option, "a number");

    public int Integer(string option, int? missing = null) =>
        OptionalInteger(option) ?? missing ?? throw Expected(option, "a whole number");

    public int? OptionalInteger(string option) =>
        Get(option) is { } node ? AsInteger(node) ?? throw Expected(option, "a whole number") : null;

    /// <summary>The seed of a layer: a number, or Keras' generator that has one.</summary>
    public int? Seed() => AsInteger(KerasObject.Member(Get("seed"), "config", "seed")) ?? OptionalInteger("seed");

    public bool Flag(string option, bool missing) => Get(option) switch
    {
        null => missing,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw Expected(option, "true or false"),
    };

    /// <summary>A height and a width, written as one number or two.</summary>
    public Size2D Size(string option, Size2D? missing = null) => Get(option) is { } node
        ? AsSize(node) ?? throw Expected(option, "one or two whole numbers")
        : missing ?? throw Expected(option, "one or two whole numbers");

    public Padding Padding(string option = "padding") => OptionalText(option)?.ToLowerInvariant() switch
    {
        null or "valid" => Weft.Padding.Valid,
        "same" => Weft.Padding.Same,
        _ => throw Expected(option, "\"valid\" or \"same\""),
    };

    /// <summary>One axis, alone or in a list; -1 where the option is missing.</summary>
    public int Axis() => !Has("axis")
        ? -1
        : AsInteger(AsList(Get("axis")) is [var only] ? only : Get("axis")) ?? throw Expected("axis", "one whole number");

    /// <summary>Some axes, alone or in a list; -1 where the option is missing.</summary>
    public int[] Axes() => Has("axis") ? Integers("axis") : [-1];

    /// <summary>Whole numbers, alone or in a list.</summary>
    public int[] Integers(string option) => AsInteger(Get(option)) is { } one
        ? [one]
        : [.. (AsList(Get(option)) ?? throw Expected(option, "whole numbers")).Select(node =>
            AsInteger(node) ?? throw Expected(option, "whole numbers"))];

    /// <summary>Numbers, alone or in a list, which may lie in lists of one.</summary>
    public float[] Floats(string option) => AsNumber(Get(option)) is { } one
        ? [(float)one]
        : [.. Leaves(Get(option)).Select(node => (float)(AsNumber(node) ?? throw Expected(option, "numbers")))];

    /// <summary>One number, or a list of at least one.</summary>
    public double[] Numbers(string option, double? missing = null) => AsList(Get(option)) is { Count: > 0 } list
        ? [.. list.Select(node => AsNumber(node) ?? throw Expected(option, "a number or a list of numbers"))]
        : [Number(option, missing)];

    private IEnumerable<JsonNode?> Leaves(JsonNode? node) => AsList(node) is { } list
        ? list.SelectMany(item => AsList(item) is null ? [item] : Leaves(item))
        : throw Expected("mean and variance", "numbers");

    public Activation Activation(string option = "activation") => ActivationCodec.Read(Get(option), this, option);

    /// <summary>An initializer matters only to weights that are made anew, so one that Weft does not have becomes the default with a
    /// note.</summary>
    public Initializer Initializer(string option, Initializer missing)
    {
        if (Get(option) is not { } node)
        {
            return missing;
        }

        Initializer? initializer = InitializerCodec.Read(node, this);
        if (initializer is null)
        {
            Note($"{option} {node.ToJsonString()} is not among Weft's; the loaded weights are not affected");
        }

        return initializer ?? missing;
    }

    /// <summary>The layout Weft has: channels last.</summary>
    public void RequireChannelsLast()
    {
        if (OptionalText("data_format") is not (null or "channels_last"))
        {
            throw Expected("data_format", "\"channels_last\"");
        }
    }

    /// <summary>An option that matters to training alone, and that Weft does not have: a note where it is set.</summary>
    public void NoteIfSet(params string[] options)
    {
        foreach (string option in options)
        {
            if (Get(option) is { } node)
            {
                Note($"{option} {node.ToJsonString()} is not applied when training goes on");
            }
        }
    }

    /// <summary>An option of which Weft has the default alone.</summary>
    public void RequireUnset(params string[] options)
    {
        foreach (string option in options)
        {
            if (!IsUnset(Get(option)))
            {
                throw Expected(option, "nothing, as Weft does not have it");
            }
        }
    }

    /// <summary>Options that nobody has asked for: a note for each that is set, so that nothing is passed over in silence.</summary>
    /// <param name="neutral">Options that say nothing about what is computed.</param>
    public void NoteUnread(IReadOnlySet<string> neutral)
    {
        foreach ((string option, JsonNode? node) in json)
        {
            if (!_read.Contains(option) && !neutral.Contains(option) && !IsUnset(node))
            {
                Note($"{option} {node!.ToJsonString()} is not known to Weft, and not applied");
            }
        }
    }

    public KerasConfig Of(JsonObject other, string name) => new(other, $"{who}, {name}", notes);

    public void Note(string text) => notes.Add($"{who}: {text}.");

    /// <summary>A note that many layers give, and that one time is enough for.</summary>
    public void NoteOfAll(string sentence)
    {
        if (!notes.Contains(sentence))
        {
            notes.Add(sentence);
        }
    }

    public ModelFileException Expected(string option, string expected) =>
        new($"{who}: expected {option} to be {expected}, got {Get(option)?.ToJsonString() ?? "nothing"}.");

    public static double? AsNumber(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;

    public static int? AsInteger(JsonNode? node) =>
        AsNumber(node) is { } number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    /// <summary>A list, or Keras' and Python's spellings of a tuple.</summary>
    public static JsonArray? AsList(JsonNode? node) => node switch
    {
        JsonArray array => array,
        JsonObject { Count: > 0 } tuple => tuple["items"] as JsonArray ?? (tuple["config"] as JsonObject)?["value"] as JsonArray,
        _ => null,
    };

    private JsonNode? Get(string option)
    {
        _read.Add(option);
        return json[option];
    }

    private static bool IsUnset(JsonNode? node) => node switch
    {
        null or JsonArray { Count: 0 } or JsonObject { Count: 0 } => true,
        JsonValue value => (value.TryGetValue(out bool flag) && !flag) || AsNumber(value) == 0,
        _ => false,
    };

    private static Size2D? AsSize(JsonNode node)
    {
        if (AsInteger(node) is { } both)
        {
            return both;
        }

        return AsList(node) switch
        {
            [var one] when AsInteger(one) is { } extent => extent,
            [var first, var second] when AsInteger(first) is { } height && AsInteger(second) is { } width => new Size2D(height, width),
            _ => null,
        };
    }
}
