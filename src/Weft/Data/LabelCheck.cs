namespace Weft.Data;

/// <summary>Holds class numbers against the names of the classes.</summary>
internal static class LabelCheck
{
    /// <exception cref="DataException">There are names, and a label has none.</exception>
    public static void Run(string name, ReadOnlySpan<int> labels, IReadOnlyList<string> classNames)
    {
        int classes = classNames.Count;
        if (classes == 0)
        {
            return;
        }

        int index = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (index >= 0)
        {
            throw new DataException(
                $"{name}: expected labels from 0 to {classes - 1} for {classes} class names, got {labels[index]} at index {index}. Number classes from 0, and name every class.");
        }
    }
}
