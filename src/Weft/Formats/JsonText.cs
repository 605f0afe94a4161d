using System.Text.Json;
using System.Text.Unicode;

namespace Weft.Formats;

/// <summary>Looks at JSON before anybody takes it apart: a tree decodes its strings late, wherever somebody happens to ask for
/// them.</summary>
internal static class JsonText
{
    /// <exception cref="JsonException">The text is no UTF-8, or a string or a key in it holds half a character.</exception>
    public static void RequireWholeCharacters(ReadOnlySpan<byte> text, JsonDocumentOptions options)
    {
        if (!Utf8.IsValid(text))
        {
            throw new JsonException("bytes that are no text in UTF-8.");
        }

        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                RequireWhole(ref reader);
            }
        }
    }

    // Half a pair of surrogates, as in "\ud800", is found by decoding alone.
    private static void RequireWhole(ref Utf8JsonReader reader)
    {
        long at = reader.TokenStartIndex;
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException($"half a character in the text at byte {at}.");
        }
    }
}
