using Spectre.Console;

using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Imaging;

namespace Weft.Cli.Rendering;

/// <summary>Predictions for people: one on a line, <c>17: Coat 61.0 %, Shirt 20.5 %, Pullover 12.1 % (wrong: Shirt)</c>, several in a table.</summary>
internal static class PredictionText
{
    public static string Line(string picture, Prediction prediction, string? truth = null)
    {
        string classes = string.Join(", ", prediction.Top.Select(candidate => $"{candidate.Class} {100 * candidate.Probability:0.0} %"));
        return $"{picture}: {classes}{(truth is null ? string.Empty : $" ({Verdict(prediction, truth)})")}";
    }

    public static void Write(IAnsiConsole console, IReadOnlyList<PredictedPicture> pictures, TestData? test)
    {
        if (pictures is [var only])
        {
            string steps = only.Steps is { Count: > 0 } ? $" ({string.Join("; ", only.Steps)})" : string.Empty;
            console.Profile.Out.Writer.WriteLine(Line(Name(only, test), only.Prediction, only.Truth) + steps);
        }
        else if (pictures.Count > 1)
        {
            console.Write(Table(pictures, test));
        }
    }

    private static Table Table(IReadOnlyList<PredictedPicture> pictures, TestData? test)
    {
        bool hasTruth = pictures.Any(picture => picture.Truth is not null);
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("picture"), new TableColumn("class"), new TableColumn("probability") { Alignment = Justify.Right, NoWrap = true }, new TableColumn("then"));
        if (hasTruth)
        {
            table.AddColumn(new TableColumn("truth"));
        }

        foreach (PredictedPicture picture in pictures)
        {
            Prediction prediction = picture.Prediction;
            string[] truth = hasTruth ? [picture.Truth is { } name ? Verdict(prediction, name) : string.Empty] : [];
            string others = string.Join(", ", prediction.Top.Skip(1).Select(candidate => $"{candidate.Class} {100 * candidate.Probability:0.0} %"));
            table.AddRow([.. ((string[])[Name(picture, test), prediction.Best.Class, $"{100 * prediction.Best.Probability:0.0} %", others, .. truth]).Select(Markup.Escape)]);
        }

        return table;
    }

    private static string Name(PredictedPicture picture, TestData? test) =>
        picture.Input.Index is not null && test is { IsSketches: true } ? $"{picture.Input.Name} (sketches)" : picture.Input.Name;

    private static string Verdict(Prediction prediction, string truth) => truth == prediction.Best.Class ? "right" : $"wrong: {truth}";
}
