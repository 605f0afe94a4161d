using System.Globalization;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Makes real numbers look like ones. Keras tells 0.0 from 0: it refuses a learning rate or a momentum that is a whole number, and counts a schedule in whole numbers if it begins with one.</summary>
internal static class JsonFloats
{
    /// <summary>Gives every double and float in a tree that was made here, not read, a decimal point.</summary>
    /// <exception cref="ModelFileException">One is infinite or no number, for which JSON has no word.</exception>
    public static void Mark(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? member) in members.ToArray())
                {
                    if (Marked(member) is { } marked)
                    {
                        members[name] = marked;
                    }
                    else
                    {
                        Mark(member);
                    }
                }

                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (Marked(items[i]) is { } marked)
                    {
                        items[i] = marked;
                    }
                    else
                    {
                        Mark(items[i]);
                    }
                }

                break;
        }
    }

    // The value with a point where it needs one; null where it is as it should be.
    private static JsonNode? Marked(JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return null;
        }

        string text;
        if (value.TryGetValue(out double number))
        {
            text = number.ToString("R", CultureInfo.InvariantCulture);
        }
        else if (value.TryGetValue(out float single))
        {
            (number, text) = (single, single.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            return null;
        }

        if (!double.IsFinite(number))
        {
            throw new ModelFileException($"config.json: expected finite numbers to save, got {text} in {node.GetPath()}. Change that option.");
        }

        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? JsonNode.Parse($"{text}.0") : null;
    }
}
