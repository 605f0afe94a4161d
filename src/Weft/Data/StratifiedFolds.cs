namespace Weft.Data;

/// <summary>Cuts samples into folds that have the mix of the whole; samples of one group stay together.</summary>
/// <remarks>Groups go, the largest first and otherwise in random order, each to the fold that has least of its classes, and of those to the smallest.</remarks>
public static class StratifiedFolds
{
    /// <summary>The fold of every sample.</summary>
    /// <param name="labels">The class of every sample.</param>
    /// <param name="groups">What a sample belongs to, such as the object it shows; null where each stands for itself.</param>
    /// <param name="folds">How many folds.</param>
    /// <param name="seed">Which samples.</param>
    /// <returns>A number from 0 up to, but not including, <paramref name="folds"/> for each sample. A fold may be empty where there are fewer groups.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than one fold.</exception>
    /// <exception cref="ArgumentException">There is not a group for each sample.</exception>
    public static int[] Of(ReadOnlySpan<int> labels, IReadOnlyList<string>? groups, int folds, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        if (groups is not null && groups.Count != labels.Length)
        {
            throw new ArgumentException($"{nameof(StratifiedFolds)}: expected a group for each of {labels.Length} samples, got {groups.Count}.", nameof(groups));
        }

        int[] fold = new int[labels.Length];
        int[] own = labels.ToArray();
        Random random = new(seed);
        int[][] groupsOf = [.. Enumerable.Range(0, labels.Length)
            .GroupBy(i => groups is null ? $"{i}" : groups[i], StringComparer.Ordinal)
            .Select(group => group.ToArray())];
        random.Shuffle(groupsOf);

        int classes = own.DefaultIfEmpty().Max() + 1;
        int[,] ofClass = new int[folds, classes];
        int[] size = new int[folds];
        foreach (int[] group in groupsOf.OrderByDescending(group => group.Length))
        {
            int best = Enumerable.Range(0, folds)
                .OrderBy(candidate => group.Sum(i => ofClass[candidate, own[i]])).ThenBy(candidate => size[candidate]).First();
            foreach (int i in group)
            {
                fold[i] = best;
                ofClass[best, own[i]]++;
                size[best]++;
            }
        }

        return fold;
    }
}
