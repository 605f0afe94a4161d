using System.Globalization;

using Weft.Cli.Models;
using Weft.Imaging;

namespace Weft.Cli.Rendering;

/// <summary>Predictions as CSV (RFC 4180 with line feeds): a header, then a line per picture.</summary>
internal static class PredictionCsv
{
    private const int Ranks = 3;

    public static void Write(TextWriter writer, IReadOnlyList<PredictedPicture> pictures)
    {
        writer.Write("file,class,probability,class_2,probability_2,class_3,probability_3,true_class\n");
        foreach (PredictedPicture picture in pictures)
        {
            IReadOnlyList<ClassProbability> top = picture.Prediction.Top;
            IEnumerable<string> ranks = Enumerable.Range(0, Ranks).SelectMany(rank => rank < top.Count
                ? (string[])[CsvText.Field(top[rank].Class), top[rank].Probability.ToString("0.000000", CultureInfo.InvariantCulture)]
                : ["", ""]);
            writer.Write(string.Join(',', [CsvText.Field(picture.Input.Name), .. ranks, CsvText.Field(picture.Truth ?? string.Empty)]) + "\n");
        }
    }
}
