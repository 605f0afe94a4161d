namespace Weft.Backbones;

/// <summary>Judges every sample by what has not seen it.</summary>
internal static class OutOfFold
{
    /// <summary>The probabilities of every sample, <c>[count, classes]</c>, each by what learned from the other folds.</summary>
    /// <param name="fold">The fold of every sample.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="judge">Learns from the samples of the second list and gives the probabilities of those of the first.</param>
    public static Tensor Predict(int[] fold, CancellationToken ct, Func<int[], int[], Tensor> judge)
    {
        Tensor? answers = null;
        foreach (int k in fold.Distinct().Order())
        {
            ct.ThrowIfCancellationRequested();
            int[] held = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] == k)];
            int[] rest = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != k)];
            Tensor predicted = judge(held, rest);
            ct.ThrowIfCancellationRequested();
            answers ??= new Tensor([fold.Length, predicted.Shape[1]]);
            for (int i = 0; i < held.Length; i++)
            {
                predicted.Row(i).CopyTo(answers.Row(held[i]));
            }
        }

        return answers!;
    }
}
