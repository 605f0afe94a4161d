using Weft.Cli.Reports.Runs;

namespace Weft.Cli.Pages;

/// <summary>The report of a run as a page: what it learned from, how, and how well, with pictures.</summary>
/// <param name="run">The report and its pictures.</param>
/// <param name="cancellationToken">Ends what a model is asked for it.</param>
internal sealed class RunPage(RunPictures run, CancellationToken cancellationToken)
{
    // What all parts together stay below, markup included: 2 MB.
    private const int RoomOfSamples = 200_000;
    private const int RoomOfTested = 1_100_000;
    private const int MostPairs = 10;

    private RunReport Report => run.Report;

    /// <summary>The page's text.</summary>
    public string Render() => HtmlPage.Render($"{Report.Data.Name}: {(Report.Kind == "train" ? "a training run" : "an evaluation")}", Parts());

    private IEnumerable<PagePart> Parts()
    {
        yield return Part("run-head");
        if (Report.Test is not null)
        {
            yield return Part("run-test");
        }

        if (Report.History.Count > 0)
        {
            yield return Part("run-curves", ("plots", CurvePlots.Of(Report.History).ToArray()), ("columns", Columns()));
        }

        foreach (PagePart part in Report.Test is { } test ? OfTest(test) : [])
        {
            yield return part;
        }

        yield return Part("run-data", ("samples", Samples()));
        yield return Part("run-recipe");
        yield return Part("run-network", ("filters", FirstFilters.Of(run.Model)));
        yield return Part("run-cost");
    }

    // What is dearest to a reader first: it may take all the room there is for pictures.
    private IEnumerable<PagePart> OfTest(TestPart test)
    {
        Thumbnails thumbnails = new(run.Tested, RoomOfTested);
        ConfusionView confusion = new(test, run.Predictions, thumbnails);
        MistakeCard[] mistakes = run.Predictions is null ? [] : new MistakeCards(run, thumbnails).Render(cancellationToken);
        ConfusedPair[] pairs = confusion.Pairs(MostPairs);
        yield return Part("run-confusion", ("matrix", confusion.Render()), ("pairs", pairs));
        if (mistakes.Length > 0)
        {
            yield return Part("run-mistakes", ("mistakes", mistakes));
        }

        yield return Part("run-classes", ("ranked", test.Classes.Any(row => row.RocAuc is not null)));
        if (test.Reliability is { } reliability)
        {
            yield return Part("run-reliability", ("reliability", reliability), ("plot", ReliabilityPlot.Of(reliability)));
        }
    }

    private string[] Columns() => [.. Report.History.SelectMany(epoch => epoch.Values.Keys).Where(name => name != "learning_rate").Distinct()];

    private PagePart Part(string template, params (string Name, object? Value)[] more)
    {
        Dictionary<string, object?> values = more.ToDictionary(pair => pair.Name, pair => pair.Value);
        values["report"] = Report;
        values["test"] = Report.Test;
        values["has_pictures"] = run.Predictions is not null;
        return new PagePart(template, values);
    }

    // A row of pictures for each class; of many classes fewer.
    private SampleRow[] Samples()
    {
        const int most = 60, mostOfClass = 6;
        if (run.Learned is not { } pictures)
        {
            return [];
        }

        Thumbnails thumbnails = new(pictures, RoomOfSamples);
        int perClass = Math.Clamp(most / Math.Max(1, pictures.ClassNames.Count), 1, mostOfClass);
        List<int>[] found = [.. pictures.ClassNames.Take(most).Select(_ => new List<int>())];
        ReadOnlySpan<int> labels = pictures.Labels;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < found.Length && found[labels[i]].Count < perClass)
            {
                found[labels[i]].Add(i);
            }
        }

        return [.. found.Select((indices, label) => new SampleRow(pictures.ClassNames[label], [.. indices.Select(thumbnails.Of).OfType<string>()]))];
    }
}

/// <summary>A class and some of its pictures, as addresses.</summary>
internal sealed record SampleRow(string Class, IReadOnlyList<string> Pictures);
