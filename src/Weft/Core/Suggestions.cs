namespace Weft;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Suggestions
{
    /// <summary>The end of an error message: <c> Did you mean --epochs?</c>, or nothing where no word is near.</summary>
    /// <param name="word">The word that is none.</param>
    /// <param name="known">Those that are.</param>
    public static string DidYouMean(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        string[] near = [.. Near(word, known)];
        return near.Length == 0 ? string.Empty : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>The known words that are at most a third of the letters away, nearest first, at most two; words it is the start of count as
    /// near.</summary>
    /// <param name="word">The word that is none.</param>
    /// <param name="known">Those that are.</param>
    public static IEnumerable<string> Near(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        string bare = word.TrimStart('-');
        return known
            .Select(other => (Word: other, Distance: Distance(bare, other.TrimStart('-'))))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Max(bare.Length, candidate.Word.TrimStart('-').Length) / 3)
                || (bare.Length > 2 && candidate.Word.TrimStart('-').StartsWith(bare, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(candidate => candidate.Distance)
            .Take(2)
            .Select(candidate => candidate.Word);
    }

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost one each; case costs nothing.
    private static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
