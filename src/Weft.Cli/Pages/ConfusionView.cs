using System.Globalization;

using Weft.Cli.Judging;
using Weft.Cli.Reports.Runs;

namespace Weft.Cli.Pages;

/// <summary>A cell of the matrix.</summary>
/// <param name="Count">How many pictures.</param>
/// <param name="Heat">From 0 to 1, as a style sheet takes it.</param>
/// <param name="IsRight">Whether it is on the diagonal.</param>
/// <param name="Link">Where its pictures are; null for none.</param>
/// <param name="Words">What it says.</param>
internal sealed record ConfusionCell(int Count, string Heat, bool IsRight, string? Link, string Words);

/// <summary>A row of the matrix: a class, and what its pictures were taken for.</summary>
internal sealed record ConfusionRow(string Class, IReadOnlyList<ConfusionCell> Cells);

/// <summary>The pictures of a cell.</summary>
/// <param name="Id">Where links lead.</param>
/// <param name="Words">What they are.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Pictures">Those that are shown.</param>
internal sealed record CellPictures(string Id, string Words, int Count, IReadOnlyList<ShownPicture> Pictures);

/// <summary>A picture as an address, and what is said of it.</summary>
internal sealed record ShownPicture(string Uri, string Words);

/// <summary>The whole matrix.</summary>
/// <param name="Classes">The classes shown.</param>
/// <param name="LeftOut">How many classes are left out.</param>
/// <param name="Rows">A row for each.</param>
/// <param name="Cells">The pictures of the cells that have some.</param>
internal sealed record ConfusionTable(IReadOnlyList<string> Classes, int LeftOut, IReadOnlyList<ConfusionRow> Rows, IReadOnlyList<CellPictures> Cells);

/// <summary>Two classes of which one is taken for the other.</summary>
internal sealed record ConfusedPair(string Class, string Taken, int Count, double Share, IReadOnlyList<ShownPicture> Pictures);

/// <summary>Which classes are taken for which, with the pictures.</summary>
/// <param name="test">The figures.</param>
/// <param name="predictions">What was said to each picture; null shows none.</param>
/// <param name="thumbnails">The pictures.</param>
internal sealed class ConfusionView(TestPart test, TestPredictions? predictions, Thumbnails thumbnails)
{
    private const int MostClasses = 30;
    private const int MostInCell = 6;
    private const int MostInPair = 4;

    private readonly ILookup<(int, int), int> _pictures = Enumerable.Range(0, predictions?.Count ?? 0)
        .OrderByDescending(index => predictions!.Confidence(index)).ToLookup(index => (predictions!.Labels[index], predictions.Predicted[index]));

    /// <summary>The pairs that are confused most.</summary>
    public ConfusedPair[] Pairs(int most) =>
    [
        .. Wrong().OrderByDescending(cell => Count(cell)).ThenBy(cell => cell).Take(most)
            .Select(cell => new ConfusedPair(Name(cell.Actual), Name(cell.Predicted), Count(cell), (double)Count(cell) / test.Classes[cell.Actual].Support, Shown(cell, MostInPair))),
    ];

    /// <summary>The matrix; of many classes, those with the most mistakes.</summary>
    public ConfusionTable Render()
    {
        int[] classes = [.. Enumerable.Range(0, test.Classes.Count)];
        if (classes.Length > MostClasses)
        {
            int Mistakes(int c) => Wrong().Where(cell => cell.Actual == c || cell.Predicted == c).Sum(Count);
            classes = [.. classes.OrderByDescending(Mistakes).Take(MostClasses).Order()];
        }

        // Mistakes first: they may take all the room.
        Dictionary<(int, int), CellPictures> cells = [];
        foreach ((int Actual, int Predicted) cell in from a in classes from p in classes orderby a == p, Count((a, p)) descending select (a, p))
        {
            if (Shown(cell, MostInCell) is { Length: > 0 } shown)
            {
                cells[cell] = new CellPictures($"cell-{cell.Actual}-{cell.Predicted}", Words(cell), Count(cell), shown);
            }
        }

        return new ConfusionTable(
            [.. classes.Select(Name)],
            test.Classes.Count - classes.Length,
            [.. classes.Select(actual => new ConfusionRow(Name(actual), [.. classes.Select(predicted => Cell((actual, predicted), cells))]))],
            [.. cells.Values]);
    }

    private ConfusionCell Cell((int Actual, int Predicted) cell, Dictionary<(int, int), CellPictures> cells)
    {
        // Mistakes are few beside what is right: the root shows them.
        double share = Count(cell) == 0 ? 0 : Math.Sqrt((double)Count(cell) / test.Classes[cell.Actual].Support);
        return new ConfusionCell(Count(cell), share.ToString("0.00", CultureInfo.InvariantCulture), cell.Actual == cell.Predicted, cells.GetValueOrDefault(cell)?.Id, Words(cell));
    }

    private IEnumerable<(int Actual, int Predicted)> Wrong() =>
        from a in Enumerable.Range(0, test.Classes.Count) from p in Enumerable.Range(0, test.Classes.Count) where a != p && Count((a, p)) > 0 select (a, p);

    private ShownPicture[] Shown((int, int) cell, int most) =>
        [.. _pictures[cell].Take(most).Select(index => (Uri: thumbnails.Of(index), index)).Where(one => one.Uri is not null)
            .Select(one => new ShownPicture(one.Uri!, $"{Name(predictions!.Labels[one.index])}, taken for {Name(predictions.Predicted[one.index])} with {predictions.Confidence(one.index).ToString("0.0 %", CultureInfo.InvariantCulture)}"))];

    private string Words((int Actual, int Predicted) cell) =>
        cell.Actual == cell.Predicted ? $"{Name(cell.Actual)}, found" : $"{Name(cell.Actual)}, taken for {Name(cell.Predicted)}";

    private int Count((int Actual, int Predicted) cell) => test.Confusion[cell.Actual][cell.Predicted];

    private string Name(int c) => test.Classes[c].Class;
}
