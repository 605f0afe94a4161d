using Weft.Cli.Models;

namespace Weft.Cli.Rendering;

/// <summary>A prediction on one line: <c>17: Coat 61.0 %, Shirt 20.5 %, Pullover 12.1 % (wrong: Shirt)</c>.</summary>
internal static class PredictionText
{
    public static string Line(string picture, Prediction prediction, string? truth = null)
    {
        string classes = string.Join(", ", prediction.Top.Select(candidate => $"{candidate.Class} {100 * candidate.Probability:0.0} %"));
        string verdict = truth is null ? string.Empty : truth == prediction.Best.Class ? " (right)" : $" (wrong: {truth})";
        return $"{picture}: {classes}{verdict}";
    }
}
