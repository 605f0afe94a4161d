namespace Weft.Cli.Judging;

/// <summary>How well a class's probabilities put its own pictures before others.</summary>
internal static class Ranking
{
    /// <summary>The area under the ROC curve, the chance that a picture of the class gets a higher probability than one of another, ties counted half; and the average precision, <c>sum (R_n - R_n-1) P_n</c> over all thresholds.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="label">The class.</param>
    /// <returns>Null where all or none of the pictures are of the class.</returns>
    public static (double RocAuc, double AveragePrecision)? Of(TestPredictions predictions, int label)
    {
        int own = predictions.Confusion.Support(label), others = predictions.Count - own;
        if (own == 0 || others == 0)
        {
            return null;
        }

        float[] scores = new float[predictions.Count];
        bool[] belongs = new bool[predictions.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = -predictions[i][label];
            belongs[i] = predictions.Labels[i] == label;
        }

        Array.Sort(scores, belongs);
        double area = 0, precision = 0;
        long above = 0, othersAbove = 0;
        for (int start = 0, end; start < scores.Length; start = end)
        {
            long here = 0;
            for (end = start; end < scores.Length && scores[end] == scores[start]; end++)
            {
                here += belongs[end] ? 1 : 0;
            }

            // Of this threshold's pictures nobody knows which comes first.
            long othersHere = end - start - here;
            area += othersHere * (above + (here / 2.0));
            above += here;
            othersAbove += othersHere;
            precision += (double)here / own * above / (above + othersAbove);
        }

        return (area / ((double)own * others), precision);
    }
}
