using System.Security.Cryptography;
using System.Text;

using Weft.Cli.Judging;
using Weft.Data;

namespace Weft.Cli.Reports.Runs;

/// <summary>How a model does on pictures it has not seen.</summary>
/// <param name="Pictures">Which: <c>test pictures</c>, or <c>pictures in 5 folds</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="Correct">How many were right.</param>
/// <param name="Loss">The model's own loss; null where it was not measured.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Classes">Those of each class.</param>
/// <param name="Confusion">Row by true class, column by predicted class.</param>
internal sealed record TestPart(
    string Pictures,
    int Count,
    int Correct,
    double? Loss,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<ClassFigures> Classes,
    IReadOnlyList<IReadOnlyList<int>> Confusion)
{
    /// <summary>How far the probabilities say what they should; null where there are none.</summary>
    public ReliabilityPart? Reliability { get; init; }

    /// <summary>Which pictures they were; null where their answers are not kept.</summary>
    public PicturesMark? Mark { get; init; }

    public Figure Accuracy => Figures.First(figure => figure.Key == "accuracy");

    /// <summary>The figures of answers with their probabilities.</summary>
    /// <param name="predictions">The answers.</param>
    /// <param name="loss">The model's own loss.</param>
    /// <param name="temperature">What its logits were divided by; null for nothing.</param>
    /// <param name="mark">Which pictures they were.</param>
    public static TestPart Of(TestPredictions predictions, double? loss, double? temperature, PicturesMark mark)
    {
        IReadOnlyList<ClassFigures> classes = ClassFigures.Of(predictions.Confusion, predictions);
        return From("test pictures", predictions.Confusion, loss, TestFigures.Of(predictions, classes), classes) with
        {
            Reliability = ReliabilityPart.Of(predictions, temperature),
            Mark = mark,
        };
    }

    /// <summary>The figures of an evaluation whose answers are gone; null where it knows no classes.</summary>
    /// <param name="pictures">Which pictures it was made on.</param>
    /// <param name="evaluation">The evaluation.</param>
    public static TestPart? Of(string pictures, Evaluation? evaluation) => evaluation?.Confusion is { Total: > 0 } confusion
        ? From(pictures, confusion, evaluation.Loss, TestFigures.Of(confusion), ClassFigures.Of(confusion, predictions: null))
        : null;

    private static TestPart From(string pictures, ConfusionMatrix confusion, double? loss, IReadOnlyList<Figure> figures, IReadOnlyList<ClassFigures> classes)
    {
        int[] all = [.. Enumerable.Range(0, confusion.ClassCount)];
        return new TestPart(pictures, confusion.Total, confusion.Correct, loss, figures, classes,
            [.. all.Select(actual => (IReadOnlyList<int>)[.. all.Select(predicted => confusion[actual, predicted])])]);
    }
}

/// <summary>Confidence beside accuracy.</summary>
/// <param name="Temperature">What the model's logits are divided by; null for nothing.</param>
/// <param name="Before">The probabilities without the temperature.</param>
/// <param name="After">The same with it; null where there is none.</param>
internal sealed record ReliabilityPart(double? Temperature, Calibration Before, Calibration? After)
{
    public static ReliabilityPart Of(TestPredictions predictions, double? temperature)
    {
        Calibration asGiven = Calibration.Of(predictions.Probabilities, predictions.Labels);
        return temperature is { } divisor
            ? new ReliabilityPart(divisor, Calibration.Of(predictions.Untempered(divisor).Probabilities, predictions.Labels), asGiven)
            : new ReliabilityPart(null, asGiven, null);
    }
}

/// <summary>What tells whether two runs were asked the same pictures.</summary>
/// <param name="Shape">The shape the pictures were taken in.</param>
/// <param name="Labels">A hash of the names of their classes, in order.</param>
/// <param name="Pixels">A hash of their pixels.</param>
/// <param name="Names">A hash of the names of their files; null where they are in arrays.</param>
internal sealed record PicturesMark(IReadOnlyList<int> Shape, string Labels, string Pixels, string? Names)
{
    /// <param name="pictures">The pictures.</param>
    /// <param name="names">The names of their files; empty where they are in arrays.</param>
    public static PicturesMark Of(ImageDataset pictures, IReadOnlyList<string> names)
    {
        using IncrementalHash pixels = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < pictures.Count; i++)
        {
            pixels.AppendData(pictures.Pixels(i));
        }

        IEnumerable<string> labels = pictures.Labels.ToArray().Select(label => label < pictures.ClassNames.Count ? pictures.ClassNames[label] : $"{label}");
        return new PicturesMark([.. pictures.Shape], Hash(labels), Convert.ToHexStringLower(pixels.GetHashAndReset()), names.Count == 0 ? null : Hash(names));
    }

    /// <summary>Whether both are the same pictures, in whatever size they were taken.</summary>
    public bool IsSameAs(PicturesMark other) =>
        Labels == other.Labels && (Shape.SequenceEqual(other.Shape) ? Pixels == other.Pixels : Names is not null && Names == other.Names);

    private static string Hash(IEnumerable<string> words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', words))));
}
