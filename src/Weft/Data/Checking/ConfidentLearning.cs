using System.Numerics.Tensors;

namespace Weft.Data;

/// <summary>Finds labels that are probably wrong, from probabilities by models that had not seen the sample: confident learning.</summary>
/// <remarks>
/// A sample confidently belongs to class <c>k</c> where <c>p[k] &gt;= t[k]</c>, the mean of <c>p[k]</c> over the samples labelled <c>k</c>; of several such classes the
/// likeliest counts. The confident joint counts samples by label and by this class, and is scaled so that each label keeps its number of samples. Off its diagonal stands how
/// many labels are wrong, and <see cref="LabelFilter"/> says which samples are taken for these. No parameter is fitted, and classes of which a model is less sure than of others
/// are not blamed for it. Northcutt, Jiang and Chuang 2021, Confident Learning: Estimating Uncertainty in Dataset Labels.
/// </remarks>
public sealed class ConfidentLearning
{
    // So many samples of a class are left, whatever the joint says.
    private const int FewestLeft = 1;

    private readonly int[] _labels;
    private readonly Tensor _probabilities;
    private readonly ConfidentJoint _joint;
    private readonly int[] _labelCounts;

    private ConfidentLearning(int[] labels, Tensor probabilities)
    {
        _labels = labels;
        _probabilities = probabilities;
        _joint = ConfidentJoint.Of(labels, probabilities);
        _labelCounts = new int[Classes];
        foreach (int label in labels)
        {
            _labelCounts[label]++;
        }

        Joint = _joint.Calibrated(_labelCounts);
    }

    /// <summary>Per class, the mean probability of the class over the samples that have its label; infinity where none has.</summary>
    public IReadOnlyList<double> Thresholds => _joint.Thresholds;

    /// <summary>The samples that reach a threshold, counted <c>[label, class]</c>; on the diagonal at least 1.</summary>
    public int[,] Counts => (int[,])_joint.Counts.Clone();

    /// <summary>The counts scaled to all samples, <c>[label, class]</c>: each row sums to the samples with its label.</summary>
    public int[,] Joint { get; }

    /// <summary>The share of labels that are wrong: what lies off the diagonal of <see cref="Joint"/>.</summary>
    public double WrongShare => 1 - Enumerable.Range(0, Classes).Sum(k => (double)Joint[k, k]) / Math.Max(_labels.Length, 1);

    private int Classes => _probabilities.Shape[1];

    /// <summary>Looks at labels beside probabilities.</summary>
    /// <param name="labels">The class of every sample.</param>
    /// <param name="probabilities">
    /// Of every sample, <c>[count, classes]</c>, by a model that did not learn from it: by cross-validation.
    /// </param>
    /// <exception cref="DataException">There is not one row for each label, or a label is no class.</exception>
    public static ConfidentLearning Of(ReadOnlySpan<int> labels, Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Shape.Rank != 2 || probabilities.Shape[0] != labels.Length)
        {
            throw new DataException($"Confident learning: expected probabilities [{labels.Length}, classes], a row for each label, "
                + $"got {probabilities.Shape}. Pass the rows of these samples.");
        }

        int classes = probabilities.Shape[1];
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new DataException($"Confident learning: expected labels from 0 to {classes - 1}, got {labels[i]} at {i}. "
                    + "Leave samples without a class out.");
            }
        }

        return new ConfidentLearning(labels.ToArray(), probabilities);
    }

    /// <summary>How often samples that truly are of a class have a label: <c>[label, class]</c>, each column sums to 1 (to 0 for a class that none is of).</summary>
    public double[,] NoiseRates()
    {
        double[,] rates = new double[Classes, Classes];
        for (int k = 0; k < Classes; k++)
        {
            double sum = Enumerable.Range(0, Classes).Sum(label => (double)Joint[label, k]);
            for (int label = 0; label < Classes && sum > 0; label++)
            {
                rates[label, k] = Joint[label, k] / sum;
            }
        }

        return rates;
    }

    /// <summary>The probability of a sample's label.</summary>
    /// <param name="index">Which sample.</param>
    public double SelfConfidence(int index) => _probabilities.Row(index)[_labels[index]];

    /// <summary><c>(p[label] - max over others + 1) / 2</c> of a sample.</summary>
    /// <param name="index">Which sample.</param>
    public double NormalizedMargin(int index)
    {
        ReadOnlySpan<float> row = _probabilities.Row(index);
        double other = 0;
        for (int k = 0; k < row.Length; k++)
        {
            other = k == _labels[index] ? other : Math.Max(other, row[k]);
        }

        return (row[_labels[index]] - other + 1) / 2;
    }

    /// <summary>The samples whose labels are probably wrong, the surest first: by <see cref="LabelIssue.NormalizedMargin"/>.</summary>
    /// <param name="filter">Which are taken.</param>
    public IReadOnlyList<LabelIssue> Issues(LabelFilter filter = LabelFilter.NoiseRate) =>
    [
        .. Marked(filter).Select((marked, index) => (marked, index)).Where(pair => pair.marked && Likeliest(pair.index) != _labels[pair.index])
            .Select(pair => new LabelIssue(pair.index, _labels[pair.index], Likeliest(pair.index), SelfConfidence(pair.index), NormalizedMargin(pair.index)))
            .OrderBy(issue => issue.NormalizedMargin).ThenBy(issue => issue.Index),
    ];

    private bool[] Marked(LabelFilter filter) => filter switch
    {
        LabelFilter.NoiseRate => ByNoiseRate(),
        LabelFilter.ClassRate => ByClassRate(),
        LabelFilter.Both => [.. ByNoiseRate().Zip(ByClassRate(), (one, other) => one && other)],
        LabelFilter.ConfidentJoint => [.. _joint.Guesses.Select((guess, index) => guess >= 0 && guess != _labels[index])],
        LabelFilter.Disagreement => [.. _labels.Select(_ => true)],
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "expected one of the filters."),
    };

    private int Likeliest(int index) => TensorPrimitives.IndexOfMax(_probabilities.Row(index));

    private bool[] ByNoiseRate()
    {
        bool[] marked = new bool[_labels.Length];
        int[,] wrong = WrongCounts();
        for (int label = 0; label < Classes; label++)
        {
            int[] samples = Of(label);
            for (int k = 0; k < Classes && samples.Length > FewestLeft; k++)
            {
                int other = k, own = label;
                Mark(samples.OrderByDescending(i => _probabilities.Row(i)[other] - _probabilities.Row(i)[own]), k == label ? 0 : wrong[k, label], marked);
            }
        }

        return marked;
    }

    private bool[] ByClassRate()
    {
        bool[] marked = new bool[_labels.Length];
        int[,] wrong = WrongCounts();
        for (int label = 0; label < Classes; label++)
        {
            int[] samples = Of(label);
            int own = label;
            Mark(samples.OrderBy(i => _probabilities.Row(i)[own]), samples.Length > FewestLeft ? samples.Length - wrong[label, label] : 0, marked);
        }

        return marked;
    }

    private static void Mark(IEnumerable<int> worstFirst, int count, bool[] marked)
    {
        foreach (int i in worstFirst.Take(count))
        {
            marked[i] = true;
        }
    }

    private int[] Of(int label) => [.. Enumerable.Range(0, _labels.Length).Where(i => _labels[i] == label)];

    // [class, label]: the joint, with so many left on the diagonal, which the label's other counts give up in equal parts.
    private int[,] WrongCounts()
    {
        double[,] counts = new double[Classes, Classes];
        for (int label = 0; label < Classes; label++)
        {
            int own = Math.Max(Joint[label, label], FewestLeft);
            int others = Math.Max(Enumerable.Range(0, Classes).Count(k => Joint[label, k] != 0) - 1, 1);
            for (int k = 0; k < Classes; k++)
            {
                counts[k, label] = k == label ? own : Math.Max(Joint[label, k] - ((double)(own - Joint[label, label]) / others), 0);
            }
        }

        return WholeRows.Of(counts);
    }
}
