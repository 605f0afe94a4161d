namespace Weft.Data;

/// <summary>How much samples of a class count, for <c>Fit(classWeights: ...)</c>.</summary>
public static class ClassWeights
{
    /// <summary>Weights under which all classes count alike: samples divided by classes times the class's samples.</summary>
    /// <remarks>scikit-learn's <c>class_weight="balanced"</c>. A class without samples has no weight.</remarks>
    /// <param name="labels">The class of every sample.</param>
    public static IReadOnlyDictionary<int, double> Balanced(ReadOnlySpan<int> labels)
    {
        Dictionary<int, double> counts = [];
        foreach (int label in labels)
        {
            counts[label] = counts.GetValueOrDefault(label) + 1;
        }

        double share = labels.Length / (double)counts.Count;
        return counts.ToDictionary(count => count.Key, count => share / count.Value);
    }
}
