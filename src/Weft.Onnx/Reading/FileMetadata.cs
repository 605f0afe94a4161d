using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>What a file says about its model beside the network: class names, in the forms that programs write.</summary>
internal static class FileMetadata
{
    private static readonly string[] s_keys = ["class_names", "classes", "names", "labels"];

    private const string WeftKey = "weft.json";

    public static ModelMetadata Read(ModelProto model, ModelInputs inputs)
    {
        ModelMetadata own = model.MetadataProps.FirstOrDefault(entry => entry.Key == WeftKey)?.Value is { } json
            ? WeftMember.Metadata(KerasObject.Parse(Encoding.UTF8.GetBytes(json), WeftKey))
            : new ModelMetadata { ClassNames = ClassNames(model) };
        return own with { ChannelsFirst = inputs.IsChannelsFirst, PixelScale = inputs.IsBytes ? 1 : own.PixelScale };
    }

    /// <summary>Class names where other programs look for them, and all that Weft's own files keep. What the network itself does now is
    /// left out.</summary>
    public static void Write(Model model, ModelProto file)
    {
        if (model.Metadata.ClassNames.Count > 0)
        {
            JsonArray names = new([.. model.Metadata.ClassNames.Select(name => (JsonNode)JsonValue.Create(name))]);
            file.MetadataProps.Add(new StringStringEntryProto { Key = s_keys[0], Value = names.ToJsonString() });
        }

        ModelMetadata kept = model.Metadata with { PixelScale = model.PixelScale, Temperature = null, Seed = null };
        JsonObject json = WeftMember.ToJson(new ModelFile { Graph = model.Graph, Metadata = kept });
        file.MetadataProps.Add(new StringStringEntryProto { Key = WeftKey, Value = json.ToJsonString() });
    }

    private static IReadOnlyList<string> ClassNames(ModelProto model)
    {
        foreach (string key in s_keys)
        {
            string? text = model.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;
            if (text is not null && (FromJson(text) ?? FromPython(text)) is { Count: > 0 } names)
            {
                return names;
            }
        }

        return [];
    }

    private static List<string>? FromJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) switch
            {
                JsonArray list => [.. list.Select(name => name?.ToString() ?? "")],
                JsonObject numbered => InOrder(numbered.Select(pair => (pair.Key, pair.Value?.ToString() ?? ""))),
                _ => null,
            };
        }
        catch (JsonException)
        {
            // Then it is written another way.
            return null;
        }
    }

    // Ultralytics writes a dict as Python prints it: {0: 'tench', 1: "sword's"}.
    private static List<string>? FromPython(string text)
    {
        List<(string, string)> pairs = [];
        List<string> plain = [];
        string trimmed = text.Trim();
        if (trimmed.Length < 2 || trimmed[0] is not ('{' or '['))
        {
            return null;
        }

        int at = 1;
        string key = "";
        while (at < trimmed.Length - 1)
        {
            char next = trimmed[at];
            if (next is '\'' or '"')
            {
                string name = Quoted(trimmed, ref at);
                plain.Add(name);
                pairs.Add((key, name));
            }
            else if (char.IsAsciiDigit(next))
            {
                int end = at;
                while (end < trimmed.Length && char.IsAsciiDigit(trimmed[end]))
                {
                    end++;
                }

                (key, at) = (trimmed[at..end], end);
            }
            else
            {
                at++;
            }
        }

        return trimmed[0] == '[' ? plain : InOrder(pairs);
    }

    private static string Quoted(string text, ref int at)
    {
        char quote = text[at++];
        StringBuilder name = new();
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            name.Append(text[at]);
        }

        at++;
        return name.ToString();
    }

    private static List<string>? InOrder(IEnumerable<(string Key, string Name)> pairs)
    {
        Dictionary<int, string> names = [];
        foreach ((string key, string name) in pairs)
        {
            if (!int.TryParse(key, out int number) || !names.TryAdd(number, name))
            {
                return null;
            }
        }

        return Enumerable.Range(0, names.Count).All(names.ContainsKey) ? [.. Enumerable.Range(0, names.Count).Select(i => names[i])] : null;
    }
}
