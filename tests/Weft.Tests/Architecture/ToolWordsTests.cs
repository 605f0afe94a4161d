using System.Text.RegularExpressions;

using Weft.Cli;

namespace Weft.Tests.Architecture;

/// <summary>The tool's words stand for what the library says today: a remedy that was reworded would reach the shell as it is.</summary>
public sealed partial class ToolWordsTests
{
    [Fact]
    public void Words_OfTheLibrary_StandInItsMessages()
    {
        string source = string.Concat(new[] { "src/Weft", "src/Weft.Imaging", "src/Weft.Onnx" }.SelectMany(SourceTree.Files)
            .Select(file => Seams().Replace(File.ReadAllText(Path.Combine(SourceTree.Root, file.Path)), string.Empty)));

        Assert.Equal([], ToolWords.OfLibrary.Where(words => !source.Contains(words, StringComparison.Ordinal)));
    }

    // Where a message goes on in the next line.
    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Seams();
}
