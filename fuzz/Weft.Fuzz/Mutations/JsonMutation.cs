using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weft.Fuzz.Mutations;

/// <summary>
/// Puts anything in the place of anything in JSON: values of another kind, keys doubled, brackets nested deep, numbers beyond all bounds.
/// </summary>
internal sealed class JsonMutation : Mutation
{
    private const int MostDepth = 100_000;
    private const int MostCopies = 100;

    // What no JsonNode can hold is put into the text, in the place of a word that stands for it.
    private const string Mark = "@raw@";

    private static readonly string[] s_strangers =
    [
        "0", "3", "-1", "0.5", "1e300", "1e400", "-1e400", "1e-400", "-0", "2147483647", "2147483648", "-2147483648", "9223372036854775808",
        "99999999999999999999999999999999", "NaN", "Infinity", "\"\"", "\"x\"", "\"NaN\"", "\"inf\"", "\"a/b\"", "\"../x\"", "\"\\u0000\"",
        "\"\\ud800\"", "[]", "{}", "null", "true", "false", "[3]", "[null]", "[[\"a\", 0, 0]]", "[2147483647, 2147483647, 2147483647]",
        "[null, 100000, 100000, 1]", "[-1, -1]", "[0]", "{\"config\": 3}", "{\"class_name\": 3}", "{\"class_name\": \"function\"}",
        "{\"class_name\": \"__keras_tensor__\", \"config\": {}}",
        "{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}", "\"relu\"",
        "\"float16\"", "\"same\"",
    ];

    public override bool Fits(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { MaxDepth = 1000, AllowTrailingCommas = true });
            if (root is null || Holders(root) is not { Count: > 0 } holders)
            {
                return bytes;
            }

            string raw = Change(root, holders, context.Dice);
            string text = root.ToJsonString(new JsonSerializerOptions { MaxDepth = 2000 });
            return Encoding.UTF8.GetBytes(text.Replace($"\"{Mark}\"", raw, StringComparison.Ordinal));
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // An earlier round has left no JSON, or none that can be written again.
            return new BlockMutation().Apply(bytes, context);
        }
    }

    // Gives what the marks in the tree stand for.
    private static string Change(JsonNode root, List<JsonNode> holders, Dice dice)
    {
        JsonNode holder = dice.Pick(holders);
        switch (dice.Below(10))
        {
            case 0 or 1 or 2:
                Put(holder, dice, Mark);
                return dice.Pick(s_strangers);
            case 3:
                Put(holder, dice, One(dice.Pick(holders), dice)?.DeepClone());
                return "null";
            case 4:
                return Doubled(holder, dice);
            case 5:
                Put(holder, dice, Mark);
                return Nested(dice);
            case 6:
                Remove(holder, dice);
                return "null";
            case 7:
                Copy(holder, dice);
                return "null";
            case 8:
                Rename(holder, dice.Pick(holders), dice);
                return "null";
            default:
                Nudge(root, holder, dice);
                return "null";
        }
    }

    private static string Doubled(JsonNode holder, Dice dice)
    {
        if (holder is not JsonObject members)
        {
            Copy(holder, dice);
            return "null";
        }

        KeyValuePair<string, JsonNode?> member = members.ElementAt(dice.Below(members.Count));
        string other = dice.OneIn(2) ? dice.Pick(s_strangers) : member.Value?.ToJsonString() ?? "null";
        members[member.Key] = Mark;
        return $"{other}, {JsonSerializer.Serialize(member.Key)}: {member.Value?.ToJsonString() ?? "null"}";
    }

    private static string Nested(Dice dice)
    {
        int depth = dice.Small(dice.OneIn(LargeOneIn) ? MostDepth : 300);
        (string open, string close) = dice.Below(4) switch
        {
            0 => ("[", "]"),
            1 => ("{\"config\":", "}"),
            2 => ("{\"items\":[", "]}"),
            _ => ("{\"class_name\":\"Sequential\",\"config\":{\"name\":\"n\",\"layers\":[", "]}}"),
        };
        depth = Math.Min(depth, MostBytes / (open.Length + close.Length) / 2);
        return new StringBuilder().Insert(0, open, depth).Append("1").Insert(open.Length * depth + 1, close, depth).ToString();
    }

    private static void Remove(JsonNode holder, Dice dice)
    {
        if (holder is JsonObject members)
        {
            members.Remove(members.ElementAt(dice.Below(members.Count)).Key);
        }
        else if (holder is JsonArray items)
        {
            items.RemoveAt(dice.Below(items.Count));
        }
    }

    private static void Copy(JsonNode holder, Dice dice)
    {
        JsonNode? one = One(holder, dice);
        for (int i = dice.Small(MostCopies); i > 0; i--)
        {
            if (holder is JsonArray items)
            {
                items.Insert(dice.Below(items.Count + 1), one?.DeepClone());
            }
            else
            {
                ((JsonObject)holder)[$"k{i}"] = one?.DeepClone();
            }
        }
    }

    private static void Rename(JsonNode holder, JsonNode other, Dice dice)
    {
        if (holder is JsonObject members)
        {
            (string key, JsonNode? value) = members.ElementAt(dice.Below(members.Count));
            members.Remove(key);
            members[other is JsonObject others ? others.ElementAt(dice.Below(others.Count)).Key : "name"] = value;
        }
    }

    // A number by little, or one text for another of the file's.
    private static void Nudge(JsonNode root, JsonNode holder, Dice dice)
    {
        JsonNode? one = One(holder, dice);
        if (one is JsonValue value && value.TryGetValue(out double number))
        {
            double changed = dice.Below(4) switch { 0 => number + 1, 1 => number - 1, 2 => -number, _ => number * 1000 };
            value.ReplaceWith(JsonNode.Parse(changed.ToString("R", CultureInfo.InvariantCulture)));
        }
        else if (one is JsonValue text && text.TryGetValue(out string? _))
        {
            string[] texts = [.. Holders(root).SelectMany(Children).OfType<JsonValue>().Select(KerasText).OfType<string>()];
            text.ReplaceWith(texts.Length > 0 ? dice.Pick(texts) : "x");
        }
    }

    private static string? KerasText(JsonValue value) => value.TryGetValue(out string? text) ? text : null;

    private static JsonNode? One(JsonNode holder, Dice dice) => Children(holder).ElementAt(dice.Below(Children(holder).Count()));

    private static void Put(JsonNode holder, Dice dice, JsonNode? node)
    {
        if (holder is JsonObject members)
        {
            members[members.ElementAt(dice.Below(members.Count)).Key] = node;
        }
        else if (holder is JsonArray items)
        {
            items[dice.Below(items.Count)] = node;
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value),
        JsonArray items => items,
        _ => [],
    };

    // All objects and lists that hold something.
    private static List<JsonNode> Holders(JsonNode root)
    {
        List<JsonNode> found = [];
        Stack<JsonNode?> open = new([root]);
        while (open.TryPop(out JsonNode? node))
        {
            if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            {
                found.Add(node);
                foreach (JsonNode? child in Children(node))
                {
                    open.Push(child);
                }
            }
        }

        return found;
    }
}
