namespace Weft.Cli.CommandLine;

/// <summary>Finds a <c>~</c> that stands for the user's folder and that the shell left as it was.</summary>
/// <remarks>It does so behind an equals sign, and in quotes.</remarks>
internal static class HomeSign
{
    /// <summary>What is wrong with a command line, and how it should read; null where nothing is.</summary>
    public static string? Explain(IReadOnlyList<string> args)
    {
        foreach (string word in args)
        {
            int equals = word.StartsWith('-') ? word.IndexOf('=', StringComparison.Ordinal) : -1;
            string path = word[(equals + 1)..];
            if (path != "~" && !path.StartsWith("~/", StringComparison.Ordinal) || Path.Exists(path))
            {
                continue;
            }

            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return equals > 0
                ? $"{word}: the shell does not replace ~ behind an equals sign. "
                    + $"Write {word[..equals]} {path}, or {word[..equals]}={home}{path[1..]}."
                : $"{word}: the shell does not replace ~ in quotes. Write it without them, or {home}{path[1..]}.";
        }

        return null;
    }
}
