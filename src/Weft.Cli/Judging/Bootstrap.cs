namespace Weft.Cli.Judging;

/// <summary>Intervals of figures that have no formula for one: the test pictures are drawn again and again, with replacement, and the middle 95 % of what the figure becomes are its interval.</summary>
/// <remarks>500 drawings from a fixed seed: the same predictions give the same intervals.</remarks>
internal static class Bootstrap
{
    private const int Drawings = 500;
    private const int Seed = 20;

    /// <summary>The intervals of figures of a confusion matrix.</summary>
    public static Interval[] Intervals(ConfusionMatrix confusion, IReadOnlyList<Func<ConfusionFigures, double>> figures)
    {
        int classes = confusion.ClassCount;
        List<int> cells = new(confusion.Total);
        for (int cell = 0; cell < classes * classes; cell++)
        {
            cells.AddRange(Enumerable.Repeat(cell, confusion[cell / classes, cell % classes]));
        }

        int[] drawable = [.. cells];
        double[][] values = [.. figures.Select(_ => new double[Drawings])];
        Parallel.For(0, Drawings, drawing =>
        {
            Random random = new(Seed + drawing);
            int[,] counts = new int[classes, classes];
            for (int i = 0; i < drawable.Length; i++)
            {
                int cell = drawable[random.Next(drawable.Length)];
                counts[cell / classes, cell % classes]++;
            }

            ConfusionFigures drawn = new(counts);
            for (int figure = 0; figure < values.Length; figure++)
            {
                values[figure][drawing] = figures[figure](drawn);
            }
        });
        return [.. values.Select(Middle)];
    }

    private static Interval Middle(double[] values)
    {
        Array.Sort(values);
        return (Quantile(values, 0.025), Quantile(values, 0.975));
    }

    // NumPy's default: linear between the two nearest.
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
