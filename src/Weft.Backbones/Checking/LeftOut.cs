using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Why a cleaned list leaves a picture out.</summary>
public enum LeftOutReason
{
    /// <summary>The same picture, pixel for pixel, has another label elsewhere: nobody can tell which is right.</summary>
    Contradiction,

    /// <summary>The label is probably wrong.</summary>
    Label,

    /// <summary>The same picture, or nearly, is among those that the model is judged by.</summary>
    Leak,

    /// <summary>The same picture, pixel for pixel, comes before in the same part.</summary>
    Repeated,
}

/// <summary>A picture that a cleaned list leaves out.</summary>
/// <param name="Index">Which picture.</param>
/// <param name="Reason">Why.</param>
/// <param name="Like">The picture it is the same as; null where the label is the reason.</param>
/// <param name="Suggested">The class that its judge would give it; null where it was not asked. Nothing is relabelled.</param>
public sealed record LeftOut(int Index, LeftOutReason Reason, int? Like, int? Suggested)
{
    /// <summary>What a list without a data set's faults leaves out, in the order of the pictures.</summary>
    /// <remarks>
    /// Pictures of contradicting labels leave every part. So do probably wrong labels. Of pictures that are the same exactly or by pixels, in several parts, those stay that are in
    /// the part to judge by last: the test part before validation, validation before training. Exact copies within a part leave all but the first.
    /// </remarks>
    /// <param name="findings">What a check found.</param>
    /// <param name="labels">The class of every picture.</param>
    /// <param name="parts">The part of every picture.</param>
    public static IReadOnlyList<LeftOut> Of(DatasetFindings findings, ReadOnlySpan<int> labels, IReadOnlyList<PicturePart> parts)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(parts);
        Dictionary<int, LeftOut> found = [];
        int[] own = labels.ToArray();
        PicturePair[] exact = [.. findings.Duplicates.Where(pair => pair.Kind == DuplicateKind.Exact)];
        foreach (int[] group in Groups(own.Length, exact).Where(group => group.Select(i => own[i]).Distinct().Count() > 1))
        {
            foreach (int index in group)
            {
                found.TryAdd(index, new LeftOut(index, LeftOutReason.Contradiction, group.First(other => own[other] != own[index]), null));
            }
        }

        foreach (LabelIssue issue in findings.LabelIssues)
        {
            found.TryAdd(issue.Index, new LeftOut(issue.Index, LeftOutReason.Label, null, issue.Suggested));
        }

        foreach (int[] group in Groups(own.Length, findings.Duplicates.Where(pair => pair.Kind is DuplicateKind.Exact or DuplicateKind.Pixels)))
        {
            int judge = group.Where(index => !found.ContainsKey(index)).DefaultIfEmpty(-1).MaxBy(index => index < 0 ? -1 : (int)parts[index]);
            foreach (int index in group.Where(index => judge >= 0 && parts[index] < parts[judge]))
            {
                found.TryAdd(index, new LeftOut(index, LeftOutReason.Leak, judge, null));
            }
        }

        foreach (IGrouping<PicturePart, int> same in Groups(own.Length, exact).SelectMany(group => group.Where(index => !found.ContainsKey(index)).GroupBy(index => parts[index])).ToArray())
        {
            foreach (int index in same.Skip(1))
            {
                found.TryAdd(index, new LeftOut(index, LeftOutReason.Repeated, same.First(), null));
            }
        }

        return [.. found.Values.OrderBy(one => one.Index)];
    }

    private static IEnumerable<int[]> Groups(int count, IEnumerable<PicturePair> pairs)
    {
        int[] group = DuplicateGroups.Of(count, pairs);
        return Enumerable.Range(0, count).GroupBy(index => group[index]).Select(members => members.ToArray()).Where(members => members.Length > 1);
    }
}
