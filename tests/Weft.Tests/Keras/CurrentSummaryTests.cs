using System.Text.Json;

namespace Weft.Tests.Keras;

/// <summary>Tables of models, line by line as Keras prints them.</summary>
public sealed class CurrentSummaryTests
{
    // Their terminal was so wide: wider lines were cut.
    private const int Terminal = 80;

    [Fact]
    public void Summary_OfTheirModels_IsTheirs()
    {
        string folder = KerasFiles.Require("current");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")));
        int compared = 0;
        foreach (JsonElement summary in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            // A model without an input has no file, and Weft has none such.
            if (summary.GetProperty("file").GetString() is not { } file)
            {
                continue;
            }

            JsonElement options = summary.GetProperty("args");
            string actual = Model.Load(Path.Combine(folder, file)).Summary(
                options.TryGetProperty("line_length", out JsonElement length) ? length.GetInt32() : 76,
                options.TryGetProperty("expand_nested", out JsonElement nested) && nested.GetBoolean(),
                options.TryGetProperty("show_trainable", out JsonElement trainable) && trainable.GetBoolean());
            string[] expected = [.. summary.GetProperty("text").EnumerateArray().Select(line => line.GetString()!)];
            Assert.Equal(Lines(expected), Lines(actual.Split('\n')));
            compared++;
        }

        Assert.Equal(15, compared);
    }

    // But for the row of a tensor times a number, which is a Rescaling here.
    private static string Lines(string[] lines) => string.Join('\n', lines
        .Select(line => line[..Math.Min(Terminal, line.Length)].TrimEnd())
        .Where(line => !line.StartsWith("│ multiply ", StringComparison.Ordinal) && !line.StartsWith("│ (Rescaling) ", StringComparison.Ordinal)))
        .Trim();
}
