using Weft.Data;

namespace Weft.Training;

/// <summary>Brings a data set's classes and a model's together by their names.</summary>
/// <remarks>
/// A folder may hold some of the model's classes, or have them in another order: its numbers then mean something else than the model's
/// outputs do. Where both sides have names,
/// names decide; a name that the model does not know is an error, for whatever output it were given would answer with a wrong one.
/// </remarks>
internal static class ClassMatch
{
    private const int MostNamed = 5;

    /// <summary>The data set with its classes numbered as the names say; itself where they are, or where one side has no names.</summary>
    /// <exception cref="DataException">The data has a class that is not among the names.</exception>
    public static Dataset To(IReadOnlyList<string> names, Dataset data, string who)
    {
        return names.Count == 0 || data.ClassNames.Count == 0 || data.ClassNames.SequenceEqual(names) ? data : Renumbered(names, data, who);
    }

    private static RenumberedDataset Renumbered(IReadOnlyList<string> names, Dataset data, string who)
    {
        string[] strangers = Strangers(names, data);
        if (strangers.Length > 0)
        {
            throw new DataException(
                $"{who}: expected the classes that the model knows ({Listed(names)}), "
                    + $"data set '{data.Name}' has also {Listed([.. strangers.Select(name => $"'{name}'")])}. "
                + "Leave those out, give classes the model's names, or extend the model with AddClasses. "
                + "A model that is to learn other classes altogether needs Metadata.ClassNames emptied.");
        }

        Dictionary<string, int> numbers =
            names.Select((name, number) => (name, number)).DistinctBy(pair => pair.name)
                .ToDictionary(pair => pair.name, pair => pair.number);
        return new RenumberedDataset(data, [.. data.ClassNames.Select(name => numbers[name])], names);
    }

    /// <summary>The classes of a data set that are not among the names.</summary>
    public static string[] Strangers(IReadOnlyList<string> names, Dataset data) => [.. data.ClassNames.Except(names)];

    /// <summary>
    /// Says so where a model has outputs that training data has nothing for; null where it has something for each, or holds target vectors.
    /// </summary>
    public static string? Unused(Model model, Dataset data)
    {
        int outputs = model.OutputShape.Size;
        if (data.Labels.IsEmpty || outputs < 2)
        {
            return null;
        }

        bool[] seen = new bool[outputs];
        foreach (int label in data.Labels)
        {
            // A loss may ignore a class that is none of the outputs.
            if ((uint)label < (uint)outputs)
            {
                seen[label] = true;
            }
        }

        List<string> missing = [];
        for (int output = 0; output < outputs; output++)
        {
            if (!seen[output])
            {
                missing.Add(output < data.ClassNames.Count ? data.ClassNames[output] : $"output {output}");
            }
        }

        return missing.Count == 0
            ? null
            : $"{data.Name}: the model has {outputs} outputs, the training data nothing for {missing.Count} of them: {Listed(missing)}. "
                + "The model learns never to answer with these, and forgets them where it knew them. Add samples of every class, "
                + "or give the model as many outputs as there are classes.";
    }

    private static string Listed(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed))
        + (names.Count > MostNamed ? ", ..." : string.Empty);
}
