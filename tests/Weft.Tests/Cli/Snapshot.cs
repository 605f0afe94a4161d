using System.Text.RegularExpressions;

using Weft.Tests.Architecture;

namespace Weft.Tests.Cli;

/// <summary>What the tool wrote once, kept in a file and held against what it writes now.</summary>
/// <remarks><c>WEFT_RENEW_SNAPSHOTS=1</c> writes the files anew; their diff is the change to review.</remarks>
internal static partial class Snapshot
{
    public const string Variable = "WEFT_RENEW_SNAPSHOTS";

    public static string Folder { get; } = Path.Combine(SourceTree.Root, "tests", "Weft.Tests", "Cli", "Snapshots");

    /// <summary>Compares a text with the one that is kept under a name.</summary>
    public static void Matches(string name, string text) => MatchesFile(PathOf(name), text);

    /// <summary>Compares a text with a file.</summary>
    public static void MatchesFile(string path, string text)
    {
        string got = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, got);
            return;
        }

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        if (expected != got)
        {
            string[] before = expected.Split('\n'), now = got.Split('\n');
            int line = Enumerable.Range(0, Math.Max(before.Length, now.Length)).First(i => before.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
            Assert.Fail($"{path}, line {line + 1}: expected\n{before.ElementAtOrDefault(line)}\ngot\n{now.ElementAtOrDefault(line)}\n"
                + $"Where the change is meant: {Variable}=1 ./bin/Release/net10.0/Weft.Tests -class \"*SnapshotTests*\", and review the diff.");
        }
    }

    /// <summary>The file of a name.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, $"{name}.txt");

    /// <summary>A text with every number as a sign, and as much room beside it as there is.</summary>
    public static string WithoutNumbers(string text) => Blanks().Replace(Number().Replace(text, "#"), " ");

    [GeneratedRegex(@"\d+(\.\d+)?(e[-+]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"[ \u2500\u2501]{2,}")]
    private static partial Regex Blanks();
}
