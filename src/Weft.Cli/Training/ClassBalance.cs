namespace Weft.Cli.Training;

/// <summary>Class weights under which all classes weigh alike: samples divided by classes times the class's samples.</summary>
internal static class ClassBalance
{
    public static IReadOnlyDictionary<int, double> Of(ReadOnlySpan<int> labels)
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
