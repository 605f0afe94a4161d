namespace Weft.Data;

/// <summary>Cuts a data set into a part to learn from and a part to validate on, and brings it into random order.</summary>
public static class Splits
{
    /// <summary>Keeps the LAST part for validation, as Keras does: the cut is at <c>floor(count * (1 - validationSplit))</c>.</summary>
    /// <param name="dataset">What to cut; both parts share its memory.</param>
    /// <param name="validationSplit">The part to validate on, between 0 and 1 (both excluded): 0.2 is the last fifth.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and 1.</exception>
    /// <exception cref="DataException">One of the parts would be empty.</exception>
    public static (Dataset Train, Dataset Validation) SplitTail(this Dataset dataset, double validationSplit)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(validationSplit > 0 && validationSplit < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(validationSplit), validationSplit, $"validationSplit: expected a part between 0 and 1, got {validationSplit}. Use 0.2 for the last fifth.");
        }

        int cut = (int)Math.Floor(dataset.Count * (1 - validationSplit));
        if (cut == 0 || cut == dataset.Count)
        {
            throw new DataException(
                $"{dataset.Name}: a validation split of {validationSplit} of {dataset.Count} samples leaves {cut} to train on and "
                    + $"{dataset.Count - cut} to validate on, expected at least 1 each. "
                + "Choose another split, or give samples of their own to validate on.");
        }

        return (dataset.Slice(0, cut), dataset.Slice(cut, dataset.Count - cut));
    }

    /// <summary>The same samples in a random order that depends on nothing but the seed and their number.</summary>
    /// <remarks>A view: samples are not copied, only the order and the labels are kept.</remarks>
    public static Dataset Shuffle(this Dataset dataset, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[] order = [.. Enumerable.Range(0, dataset.Count)];

        // Epochs are numbered from 0 up in the key of the trainer's order; this order is none of theirs.
        Generator random = new((ulong)seed, (ulong)RandomPurpose.Shuffle, ulong.MaxValue);
        random.Shuffle<int>(order);
        return new ReorderedDataset(dataset, order);
    }

    /// <summary>An order in which every class is spread evenly, so that any long stretch of it has the mix of the whole.</summary>
    /// <remarks>
    /// Sample <c>i</c> of the <c>n</c> of its class goes to place <c>(i + 0.5) / n</c> of the whole; where places are the same, the earlier sample comes first.
    /// Samples of one class keep their order: shuffle first where it means something. Cutting off the tail of this order is a stratified split.
    /// </remarks>
    /// <param name="labels">The class number of every sample.</param>
    /// <returns>The samples' indices in the new order.</returns>
    public static int[] SpreadClasses(ReadOnlySpan<int> labels)
    {
        Dictionary<int, int> counts = [];
        int[] ranks = new int[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            ranks[i] = counts.GetValueOrDefault(labels[i]);
            counts[labels[i]] = ranks[i] + 1;
        }

        double[] places = new double[labels.Length];
        int[] order = new int[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            places[i] = (ranks[i] + 0.5) / counts[labels[i]];
            order[i] = i;
        }

        Array.Sort(order, (left, right) => places[left] == places[right] ? left.CompareTo(right) : places[left].CompareTo(places[right]));
        return order;
    }

    /// <summary>Cuts pictures that come without a test part in two: the classes are spread evenly over both, which pictures go where depends on the seed.</summary>
    /// <param name="dataset">The pictures; they are copied.</param>
    /// <param name="testSplit">The part to test on, between 0 and 1 (both excluded).</param>
    /// <param name="seed">Which pictures.</param>
    /// <exception cref="DataException">One of the parts would be empty, or a class have nothing to learn from.</exception>
    public static (ImageDataset Train, ImageDataset Test) SplitStratified(this ImageDataset dataset, double testSplit, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[] shuffled = [.. Enumerable.Range(0, dataset.Count)];
        Generator random = new((ulong)seed, (ulong)RandomPurpose.TestSplit);
        random.Shuffle<int>(shuffled);
        int[] labels = new int[shuffled.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = dataset.Labels[shuffled[i]];
        }

        int[] order = Array.ConvertAll(SpreadClasses(labels), index => shuffled[index]);
        (Dataset train, Dataset test) = dataset.Select(order).SplitTail(testSplit);
        if (test.Labels.IndexOfAnyExcept(train.Labels.ToArray().Distinct().ToArray()) is >= 0 and int lost)
        {
            throw new DataException($"{dataset.Name}: expected at least two pictures of each class, "
                + $"one to learn from and one to test on, got one of {NameOf(dataset, test.Labels[lost])}. Add some, or give a test part.");
        }

        return ((ImageDataset)train, (ImageDataset)test);
    }

    /// <summary>Says so when the class mix of a validation tail is far from the rest's; null where it is not, or targets are vectors.</summary>
    /// <remarks>
    /// Far means one of two things. A class has no sample in one part, though with the other part's mix the chance of that were below 0.1 %.
    /// Or the chi-square statistic of the two counts lies beyond its 0.1 % point AND the total variation distance of the two mixes,
    /// half the sum of the absolute differences of shares, exceeds 0.1: large sets make small differences certain, which still do no harm.
    /// </remarks>
    /// <param name="head">What is trained on.</param>
    /// <param name="tail">What is validated on.</param>
    /// <returns>One sentence of figures and one of remedy.</returns>
    public static string? ClassMixWarning(Dataset head, Dataset tail)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(tail);
        ClassMix mix = new(head.Labels, tail.Labels);
        if (!mix.IsFar)
        {
            return null;
        }

        IEnumerable<string> figures = mix.Furthest(3).Select(share => FormattableString.Invariant(
            $"{NameOf(head, share.Class)} {share.Tail:P1} against {share.Head:P1}"));
        return $"{head.Name}: the last {tail.Count} samples, kept for validation, hold another mix of classes than the {head.Count} before: {string.Join(", ", figures)}. "
            + "Bring the samples into random order first, or give samples of their own to validate on.";
    }

    private static string NameOf(Dataset dataset, int label) =>
        label >= 0 && label < dataset.ClassNames.Count ? dataset.ClassNames[label] : $"class {label}";
}
