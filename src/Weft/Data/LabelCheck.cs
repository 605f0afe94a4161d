namespace Weft.Data;

/// <summary>Holds class numbers against the names of the classes.</summary>
internal static class LabelCheck
{
    /// <summary>The label of samples of no class, for losses that ignore it: Fit refuses it where the loss does not.</summary>
    private const int NoClass = -1;

    /// <exception cref="DataException">There are names, and a label has none.</exception>
    public static void Run(string name, ReadOnlySpan<int> labels, IReadOnlyList<string> classNames)
    {
        int classes = classNames.Count;
        if (classes == 0)
        {
            return;
        }

        int index = labels.IndexOfAnyExceptInRange(NoClass, classes - 1);
        if (index >= 0)
        {
            throw new DataException(
                $"{name}: expected labels from 0 to {classes - 1} for {classes} class names, got {labels[index]} at index {index}. "
                    + "Number classes from 0, and name every class; -1 is for samples of no class, which a loss with ignoreClass: -1 "
                    + "passes over.");
        }
    }
}
