using Weft.Data;

namespace Weft.Fuzz.Readers;

/// <summary>What holds of every answer, whatever the file.</summary>
internal static class Answers
{
    /// <summary>A data set has a class for every label and a picture for every number.</summary>
    public static void Check(ImageDataset data)
    {
        Require(data.Labels.Length == data.Count, $"{data.Count} labels, got {data.Labels.Length}");
        foreach (int label in data.Labels)
        {
            Require(label >= 0 && label < data.ClassNames.Count, $"labels below {data.ClassNames.Count}, got {label}");
        }

        for (int index = 0; index < data.Count; index++)
        {
            Require(data.Pixels(index).Length == data.Shape.Size, $"pictures of {data.Shape}");
        }
    }

    /// <summary>A model can say what it is made of, and its weights have the sizes of their shapes.</summary>
    public static void Check(Model model)
    {
        Require(model.Summary().ToString().Length > 0, "a summary");
        foreach (Weight weight in model.Weights)
        {
            Require(weight.Span.Length == weight.Shape.Size, $"{weight.Name} of shape {weight.Shape}");
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new WrongAnswerException($"expected {what}");
        }
    }
}
