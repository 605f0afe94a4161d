using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>
/// Numbers a data set's classes as a model numbers them: by their names, and by their places where the model has no names.
/// </summary>
internal static class ClassNumbers
{
    private const int MostNamed = 5;

    /// <summary>The classes of a data set that a model with names does not know.</summary>
    public static string[] Strangers(IReadOnlyList<string> classNames, IReadOnlyList<string> data) => classNames.Count == 0 ? []
        : [.. data.Except(classNames)];

    /// <summary>The pictures with the model's numbers.</summary>
    /// <exception cref="DataException">A class of the data is none of the model's.</exception>
    public static ImageDataset Of(ImageDataset pictures, IReadOnlyList<string> classNames, string data, string remedy =
        "Name a data set of the model's classes.")
    {
        if (classNames.Count == 0 || pictures.ClassNames.Count == 0 || pictures.ClassNames.SequenceEqual(classNames))
        {
            return pictures;
        }

        string[] strangers = Strangers(classNames, pictures.ClassNames);
        if (strangers.Length > 0)
        {
            throw new DataException(
                $"{data}: expected the model's classes ({string.Join(", ", classNames)}), "
                    + $"got also {string.Join(", ", strangers.Take(MostNamed).Select(name => $"'{name}'"))}{(strangers.Length > MostNamed ? ", ..." : string.Empty)}. {remedy}");
        }

        Dictionary<string, int> numbers =
            classNames.Select((name, number) => (name, number)).DistinctBy(pair => pair.name)
                .ToDictionary(pair => pair.name, pair => pair.number);
        return pictures.WithClasses(Array.ConvertAll(pictures.Labels.ToArray(), label => numbers[pictures.ClassNames[label]]), classNames);
    }

    /// <summary>Says which output is taken for which class, where the model's file does not.</summary>
    public static void SayPlaces(Model model, IReadOnlyList<string> classes, DataMessages messages)
    {
        if (model.Metadata.ClassNames.Count == 0 && classes.Count > 0)
        {
            messages.Warn(
                $"The model's file names no classes. Its outputs are taken in the order of the data's: "
                    + $"{string.Join(", ", classes.Take(MostNamed).Select((name, output) => $"{output} {name}"))}{(classes.Count > MostNamed ? ", ..." : string.Empty)}.");
        }
    }

    /// <exception cref="DataException">The data has more classes than the model has outputs.</exception>
    public static void RequireOutputs(Model model, int classes, string data)
    {
        int outputs = Math.Max(2, model.OutputShape.Size);
        if (classes > outputs)
        {
            throw new DataException($"{data}: expected at most {outputs} classes, for which the model has outputs, got {classes}. "
                + "Name a data set of the model's classes, or a model with an output for each.");
        }
    }
}
