using System.Globalization;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Makes real numbers look like ones. Keras tells 0.0 from 0: it refuses a learning rate or a momentum that is a whole number,
/// and counts a schedule in whole numbers if it begins with one.</summary>
internal static class JsonFloats
{
    /// <summary>Gives every double and float in a tree that was made here, not read, a decimal point.</summary>
    /// <exception cref="ModelFileException">One is infinite or no number, for which JSON has no word.</exception>
    public static void Mark(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((_, JsonNode? member) in members.ToArray())
                {
                    Mark(member);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items.ToArray())
                {
                    Mark(item);
                }

                break;
            case JsonValue value when value.TryGetValue(out double number):
                Mark(value, number, number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case JsonValue value when value.TryGetValue(out float number):
                Mark(value, number, number.ToString("R", CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void Mark(JsonValue value, double number, string text)
    {
        if (!double.IsFinite(number))
        {
            throw new ModelFileException($"config.json: expected finite numbers to save, got {text} in {value.GetPath()}. Change that "
                + "option.");
        }

        if (text.AsSpan().IndexOfAny('.', 'E') >= 0)
        {
            return;
        }

        JsonNode? marked = JsonNode.Parse($"{text}.0");
        if (value.Parent is JsonArray items)
        {
            items[value.GetElementIndex()] = marked;
        }
        else if (value.Parent is JsonObject members)
        {
            members[value.GetPropertyName()] = marked;
        }
    }
}
