namespace Weft.Cli.CommandLine;

/// <summary>A class on the command line: by its name, or by its number.</summary>
internal static class ClassWord
{
    /// <summary>The class's number.</summary>
    /// <param name="wanted">The word behind <c>--class</c>.</param>
    /// <param name="names">The classes' names; none where they have none.</param>
    /// <param name="count">How many classes there are.</param>
    /// <exception cref="UsageException">It is no class.</exception>
    public static int Number(string wanted, IReadOnlyList<string> names, int count)
    {
        for (int label = 0; label < names.Count; label++)
        {
            if (string.Equals(names[label], wanted, StringComparison.OrdinalIgnoreCase))
            {
                return label;
            }
        }

        string known = names.Count > 0 ? $"one of {string.Join(", ", names)} or " : string.Empty;
        return int.TryParse(wanted, out int number) && number >= 0 && number < count
            ? number
            : throw new UsageException(
                $"--class: expected {known}a number from 0 to {count - 1}, got '{wanted}'.{Suggestions.DidYouMean(wanted, names)}");
    }
}
