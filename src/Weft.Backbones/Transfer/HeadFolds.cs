namespace Weft.Backbones;

/// <summary>Judges every sample by a head that has not seen it.</summary>
internal static class HeadFolds
{
    /// <summary>The probabilities of every sample, <c>[count, classes]</c>, by the head that learned from the other folds.</summary>
    /// <param name="training">How a head learns.</param>
    /// <param name="features">Of every sample, <c>[views * count, features]</c>: all samples in the first view, then all in the second.</param>
    /// <param name="labels">The class of every sample.</param>
    /// <param name="fold">The fold of every sample.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="judged">What answers in place of a head, which it is given with the number of the fold to judge; null for the head.</param>
    public static Tensor Predict(HeadTraining training, Tensor features, int[] labels, int[] fold, CancellationToken ct, Func<Sequential, int, Tensor>? judged = null)
    {
        int count = labels.Length, views = features.Shape[0] / count;
        Tensor? answers = null;
        foreach (int k in fold.Distinct().Order())
        {
            ct.ThrowIfCancellationRequested();
            int[] held = [.. Enumerable.Range(0, count).Where(i => fold[i] == k)];
            int[] rest = [.. Enumerable.Range(0, count * views).Where(row => fold[row % count] != k)];
            (Sequential head, _) = training.Run(Rows(features, rest), [.. rest.Select(row => labels[row % count])], null, [], ct);
            ct.ThrowIfCancellationRequested();
            Tensor predicted = judged is null ? head.Predict(Rows(features, held)) : judged(head, k);
            answers ??= new Tensor([count, predicted.Shape[1]]);
            for (int i = 0; i < held.Length; i++)
            {
                predicted.Row(i).CopyTo(answers.Row(held[i]));
            }
        }

        return answers!;
    }

    private static Tensor Rows(Tensor table, int[] rows)
    {
        Tensor taken = new([rows.Length, table.Shape[1]]);
        for (int i = 0; i < rows.Length; i++)
        {
            table.Row(rows[i]).CopyTo(taken.Row(i));
        }

        return taken;
    }
}
