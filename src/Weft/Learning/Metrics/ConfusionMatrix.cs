namespace Weft;

/// <summary>How often each class was taken for each other one, with precision, recall and F1 per class.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classNames">The names of the classes, in order.</param>
    public ConfusionMatrix(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ClassNames = classNames;
        _counts = new int[classNames.Count, classNames.Count];
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of classes.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>The number of samples counted.</summary>
    public int Total { get; private set; }

    /// <summary>The number of samples on the diagonal.</summary>
    public int Correct => Enumerable.Range(0, ClassCount).Sum(c => _counts[c, c]);

    /// <summary>The share of samples on the diagonal; 0 where there are none.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>How many samples of class <paramref name="actual"/> were taken for <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Counts one sample.</summary>
    public void Add(int actual, int predicted)
    {
        _counts[actual, predicted]++;
        Total++;
    }

    /// <summary>The number of samples that are of the class.</summary>
    public int Support(int c) => Enumerable.Range(0, ClassCount).Sum(other => _counts[c, other]);

    /// <summary>The number of samples that were taken for the class.</summary>
    public int Predicted(int c) => Enumerable.Range(0, ClassCount).Sum(other => _counts[other, c]);

    /// <summary>Of the samples taken for the class, the share that are: <c>TP / (TP + FP)</c>; 0 where there are none.</summary>
    public double Precision(int c) => Ratio(_counts[c, c], Predicted(c));

    /// <summary>Of the samples of the class, the share that were found: <c>TP / (TP + FN)</c>; 0 where there are none.</summary>
    public double Recall(int c) => Ratio(_counts[c, c], Support(c));

    /// <summary>The harmonic mean of precision and recall: <c>2 TP / (2 TP + FP + FN)</c>; 0 where there are none.</summary>
    public double F1(int c) => Ratio(2 * _counts[c, c], Support(c) + Predicted(c));

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
