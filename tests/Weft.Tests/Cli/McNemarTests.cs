using Weft.Cli.Judging;

namespace Weft.Tests.Cli;

public sealed class McNemarTests
{
    // The first is the example of mlxtend's mcnemar. The p-values are Python's erfc(sqrt(x / 2)).
    [Theory]
    [InlineData(25, 15, 2.025, 0.1547289234853785)]
    [InlineData(121, 59, 20.67222222222222, 5.450094825427123e-06)]
    [InlineData(86, 150, 16.81779661016949, 4.1145622813459415e-05)]
    [InlineData(30, 10, 9.025, 0.002663119259138554)]
    [InlineData(13, 12, 0.0, 1.0)]
    public void PValue_OfManyDiscordantPictures_IsChiSquaredsWithTheCorrection(int onlyFirst, int onlySecond, double chiSquared, double p)
    {
        McNemar test = new(onlyFirst, onlySecond);
        Assert.Equal(chiSquared, test.ChiSquared!.Value, 1e-12);
        Assert.Equal(p, test.PValue, p * 1e-10);
        Assert.Equal("chi-squared with continuity correction", test.Method);
    }

    // Binomials by hand: 2 (1 + 10) / 1024; 2 / 32; 2 (1 + 24 + 276) / 2^24.
    [Theory]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(22, 2, 602.0 / 16777216)]
    [InlineData(6, 6, 1)]
    [InlineData(0, 0, 1)]
    public void PValue_OfFewDiscordantPictures_IsTheBinomials(int onlyFirst, int onlySecond, double p)
    {
        McNemar test = new(onlyFirst, onlySecond);
        Assert.Equal(p, test.PValue, 1e-15);
        Assert.Equal((null, "exact binomial"), (test.ChiSquared, test.Method));
    }

    [Fact]
    public void Of_AnswersToTheSamePictures_CountsThoseThatOneAloneHasRight()
    {
        Assert.Equal(new McNemar(2, 1), McNemar.Of([true, true, true, false, false], [true, false, false, true, false]));
    }
}
