using Weft.Data;

namespace Weft.Tests.Data;

public sealed class StratifiedFoldsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Folds_HaveTheMixOfTheWhole(int folds)
    {
        int[] labels = [.. Enumerable.Range(0, 97).Select(i => i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2)];
        int[] fold = StratifiedFolds.Of(labels, groups: null, folds, seed: 4);
        Assert.Equal(97, fold.Length);
        for (int c = 0; c < 3; c++)
        {
            int[] counts = [.. Enumerable.Range(0, folds).Select(k => Enumerable.Range(0, 97).Count(i => labels[i] == c && fold[i] == k))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        Assert.Equal(fold, StratifiedFolds.Of(labels, groups: null, folds, seed: 4));
        Assert.NotEqual(fold, StratifiedFolds.Of(labels, groups: null, folds, seed: 5));
    }

    [Fact]
    public void Groups_StayTogether()
    {
        // Objects of one to seven shots each.
        string[] groups = [.. Enumerable.Range(0, 40).SelectMany(thing => Enumerable.Repeat($"thing {thing}", 1 + (thing % 7)))];
        int[] labels = [.. groups.Select(group => int.Parse(group[6..], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0 ? 0 : 1)];
        int[] fold = StratifiedFolds.Of(labels, groups, 4, seed: 1);
        Assert.All(groups.Zip(fold).GroupBy(pair => pair.First), group => Assert.Single(group.Select(pair => pair.Second).Distinct()));
        Assert.Equal([0, 1, 2, 3], fold.Distinct().Order());
        int[] sizes = [.. fold.CountBy(k => k).Select(pair => pair.Value)];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, groups.Length / 4);
    }
}
