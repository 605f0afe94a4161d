namespace Weft.Tests.Cli;

/// <summary>What two training runs must have in common to have been the same: everything but times.</summary>
internal static class FinishedRun
{
    public static void AssertSame(string expected, string actual)
    {
        Model left = Model.Load(Path.Combine(expected, "model.keras"));
        Model right = Model.Load(Path.Combine(actual, "model.keras"));
        Assert.True(left.Iterations > 0);
        Assert.Equal((left.Iterations, left.Optimizer, left.Seed), (right.Iterations, right.Optimizer, right.Seed));
        Assert.Equal(left.Metadata with { ClassNames = [] }, right.Metadata with { ClassNames = [] });
        foreach ((Weight one, Weight other) in left.Weights.Zip(right.Weights, (one, other) => (one, other)))
        {
            Assert.Equal(one.Span, other.Span);
            Assert.Equal(left.Session!.SlotsOf(one), right.Session!.SlotsOf(other));
        }

        Assert.Equal(History(expected), History(actual));
        Assert.Equal(Files(expected), Files(actual));
    }

    private static string[] History(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "history.csv")).Select(row => string.Join(',', row.Split(',').Where((_, column) => column != 1)))];

    private static string?[] Files(string folder) => [.. Directory.GetFiles(folder).Select(Path.GetFileName).Order()];
}
