using Spectre.Console;

using Weft.Cli.Rendering;

namespace Weft.Tests.Cli;

public sealed class CurveTextTests
{
    [Fact]
    public void Lines_OfTwoFigures_StandSideBySide_HighAtTheTop()
    {
        string[] lines = Plain([Epoch(1, 2.0, 0.5, 1.5, 0.4), Epoch(2, 1.0, 0.75, 1.25, 0.7), Epoch(3, 0.5, 0.875, 1.0, 0.6)], width: 80);

        Assert.Equal(13, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(lines[0].IndexOf("accuracy", StringComparison.Ordinal), lines[11].LastIndexOf('└') - 8);
        Assert.StartsWith("loss  • training 0.5000  × validation 1.0000", Plain([Epoch(1, 0.5, 1, 1, 1)], 140)[0], StringComparison.Ordinal);

        // The loss begins at the top of the left chart and ends at its bottom; accuracy the other way round.
        (string top, string bottom) = (lines[1], lines[10]);
        Assert.StartsWith("  2.0000│•", top, StringComparison.Ordinal);
        Assert.Contains("  0.5000│", bottom, StringComparison.Ordinal);
        Assert.Equal('•', bottom[37]);
        Assert.Contains("  0.8750│", top, StringComparison.Ordinal);
        Assert.EndsWith("•", top, StringComparison.Ordinal);
        Assert.Contains("  0.4000│×", bottom, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_BetweenEpochs_LieOnTheLine()
    {
        string[] lines = Plain([Epoch(1, 9), Epoch(2, 0)], width: 24);

        // Fifteen columns over ten rows: the mark goes down from the first row to the last without a jump.
        int[] rows = [.. Enumerable.Range(9, 15).Select(column => Array.FindIndex(lines, 1, 10, line => line.Length > column && line[column] == '•'))];
        Assert.Equal((1, 10), (rows[0], rows[^1]));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0, 1));
    }

    [Fact]
    public void Lines_WhereBothMeet_HaveOneMark() => Assert.Contains("*", Plain([Epoch(1, 1, 1, 1, 1)], 60)[5] + Plain([Epoch(1, 1, 1, 1, 1)], 60)[6], StringComparison.Ordinal);

    [Fact]
    public void Lines_OfANarrowTerminal_StandBelowEachOther()
    {
        string[] lines = Plain([Epoch(1, 2.0, 0.5, 1.5, 0.4), Epoch(2, 1.0, 0.75, 1.25, 0.7)], width: 40);
        Assert.Equal(26, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 40));
    }

    [Fact]
    public void Lines_OfValidationNowAndThen_GoFromOneToTheNext()
    {
        EpochResult without = new(2, 1, 1e-3, new Dictionary<string, double> { ["loss"] = 1 });
        string[] lines = Plain([Epoch(1, 2, null, 2), without, Epoch(3, 0, null, 0)], width: 60);
        Assert.Equal(51, lines[1..11].Sum(line => line.Count(mark => mark == '*')));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Lines_OfNoNumber_SayIt(double loss) => Assert.Equal(["loss: no number yet"], Plain([Epoch(1, loss)], 60));

    [Fact]
    public void Lines_OfNothing_AreNone()
    {
        Assert.Empty(CurveText.Lines([], 80));
        Assert.Empty(CurveText.Lines([Epoch(1, 1)], 10));
    }

    private static string[] Plain(EpochResult[] epochs, int width) => [.. CurveText.Lines(epochs, width).Select(line => Markup.Remove(line))];

    private static EpochResult Epoch(int number, double loss, double? accuracy = null, double? validationLoss = null, double? validationAccuracy = null) =>
        new(number, 1, 1e-3, new[] { ("loss", loss), ("accuracy", accuracy), ("val_loss", validationLoss), ("val_accuracy", validationAccuracy) }
            .Where(figure => figure.Item2 is not null).ToDictionary(figure => figure.Item1, figure => (double)figure.Item2!));
}
