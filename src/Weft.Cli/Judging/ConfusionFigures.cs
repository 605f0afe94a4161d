namespace Weft.Cli.Judging;

/// <summary>What follows from which classes were taken for which, by scikit-learn's definitions.</summary>
/// <param name="counts">Row by true class, column by predicted class.</param>
internal sealed class ConfusionFigures(int[,] counts)
{
    private readonly int _classes = counts.GetLength(0);
    private readonly double[] _rows = Sums(counts, byRow: true);
    private readonly double[] _columns = Sums(counts, byRow: false);

    private double Total => _rows.Sum();

    /// <summary>The mean recall of the classes that have pictures.</summary>
    public double BalancedAccuracy => Enumerable.Range(0, _classes).Where(c => _rows[c] > 0).Average(c => counts[c, c] / _rows[c]);

    /// <summary>The mean precision of the classes that have pictures or were answered.</summary>
    public double MacroPrecision => Met.Average(c => _columns[c] == 0 ? 0 : counts[c, c] / _columns[c]);

    /// <summary>The mean F1 of the classes that have pictures or were answered.</summary>
    public double MacroF1 => Met.Average(F1);

    /// <summary>The mean F1, every class counted by its pictures.</summary>
    public double WeightedF1 => Enumerable.Range(0, _classes).Sum(c => _rows[c] / Total * F1(c));

    /// <summary>Cohen's kappa: the accuracy beyond what answers of the same frequencies would have by chance.</summary>
    public double CohenKappa
    {
        get
        {
            double agreed = Enumerable.Range(0, _classes).Sum(c => counts[c, c]) / Total;
            double chance = Enumerable.Range(0, _classes).Sum(c => _rows[c] / Total * (_columns[c] / Total));
            return chance == 1 ? 1 : (agreed - chance) / (1 - chance);
        }
    }

    /// <summary>Matthews' correlation coefficient, of any number of classes: Gorodkin 2004. 0 where all answers or all classes are one.</summary>
    public double MatthewsCorrelation
    {
        get
        {
            double n = Total, right = Enumerable.Range(0, _classes).Sum(c => counts[c, c]);
            double shared = 0, rows = 0, columns = 0;
            for (int c = 0; c < _classes; c++)
            {
                shared += _rows[c] * _columns[c];
                rows += _rows[c] * _rows[c];
                columns += _columns[c] * _columns[c];
            }

            double scale = Math.Sqrt(((n * n) - rows) * ((n * n) - columns));
            return scale == 0 ? 0 : ((right * n) - shared) / scale;
        }
    }

    private IEnumerable<int> Met => Enumerable.Range(0, _classes).Where(c => _rows[c] + _columns[c] > 0);

    private double F1(int c) => _rows[c] + _columns[c] == 0 ? 0 : 2 * counts[c, c] / (_rows[c] + _columns[c]);

    public static int[,] Counts(ConfusionMatrix confusion)
    {
        int[,] counts = new int[confusion.ClassCount, confusion.ClassCount];
        for (int actual = 0; actual < confusion.ClassCount; actual++)
        {
            for (int predicted = 0; predicted < confusion.ClassCount; predicted++)
            {
                counts[actual, predicted] = confusion[actual, predicted];
            }
        }

        return counts;
    }

    private static double[] Sums(int[,] counts, bool byRow)
    {
        double[] sums = new double[counts.GetLength(0)];
        for (int row = 0; row < sums.Length; row++)
        {
            for (int column = 0; column < sums.Length; column++)
            {
                sums[byRow ? row : column] += counts[row, column];
            }
        }

        return sums;
    }
}
