using Weft.Data;

namespace Weft.Tests.Data;

public sealed class SplitsTests
{
    [Theory]
    [InlineData(60000, 0.2, 48000)]
    [InlineData(10, 0.3, 7)]
    [InlineData(7, 0.5, 3)]
    [InlineData(3, 0.1, 2)]
    public void SplitTail_AnyPart_CutsWhereKerasDoes(int count, double split, int cut)
    {
        (Dataset train, Dataset validation) = Make([.. Enumerable.Range(0, count)]).SplitTail(split);
        Assert.Equal(cut, train.Count);
        Assert.Equal(count - cut, validation.Count);
        Assert.Equal(cut, validation.Labels[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.2)]
    [InlineData(double.NaN)]
    public void SplitTail_PartOutside_Throws(double split) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Make([1, 2, 3]).SplitTail(split));

    [Fact]
    public void SplitTail_NothingLeftToTrainOn_Throws()
    {
        DataException e = Assert.Throws<DataException>(() => Make([1, 2, 3]).SplitTail(0.9));
        Assert.Contains("leaves 0 to train on and 3 to validate on", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shuffle_SameSeed_SameOrderOfTheSameSamples()
    {
        Dataset data = Make([.. Enumerable.Range(0, 200)]);
        Dataset shuffled = data.Shuffle(1);
        Assert.Equal(shuffled.Labels, data.Shuffle(1).Labels);
        Assert.False(shuffled.Labels.SequenceEqual(data.Shuffle(2).Labels));
        Assert.False(shuffled.Labels.SequenceEqual(data.Labels));
        Assert.Equal(Enumerable.Range(0, 200), shuffled.Labels.ToArray().Order());

        Dataset slice = shuffled.Slice(50, 100).Slice(10, 20);
        float[] sample = new float[1];
        for (int i = 0; i < slice.Count; i++)
        {
            slice.Read(i, sample, 1);
            Assert.Equal(slice.Labels[i], sample[0]);
            Assert.Equal(shuffled.Labels[60 + i], slice.Labels[i]);
        }
    }

    [Fact]
    public void Shuffle_TargetVectors_StayWithTheirSamples()
    {
        float[] values = [.. Enumerable.Range(0, 50).Select(i => (float)i)];
        Dataset data = new TensorDataset(new Tensor([50, 1], values), new Tensor([50, 1], values)).Shuffle(3).Slice(5, 40);
        float[] sample = new float[1];
        data.Read(7, sample, 1);
        Assert.Equal(sample, data.Target(7));
        Assert.True(data.Labels.IsEmpty);
        Assert.Null(Splits.ClassMixWarning(data, data));
    }

    [Fact]
    public void ClassMixWarning_SortedByClass_NamesClassesAndRemedy()
    {
        (Dataset head, Dataset tail) = Make([.. Enumerable.Range(0, 1000).Select(i => i / 100)], ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]).SplitTail(0.2);
        string warning = Splits.ClassMixWarning(head, tail)!;
        Assert.StartsWith("mine: the last 200 samples, kept for validation, hold another mix of classes than the 800 before: eight 50.0 % against 0.0 %, nine 50.0 % against 0.0 %", warning, StringComparison.Ordinal);
        Assert.EndsWith("Bring the samples into random order first, or give samples of their own to validate on.", warning,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ClassMixWarning_ShuffledWhateverTheSeed_IsSilent()
    {
        Dataset sorted = Make([.. Enumerable.Range(0, 1000).Select(i => i / 100)]);
        for (int seed = 0; seed < 200; seed++)
        {
            (Dataset head, Dataset tail) = sorted.Shuffle(seed).SplitTail(0.2);
            Assert.Null(Splits.ClassMixWarning(head, tail));
        }
    }

    [Fact]
    public void ClassMixWarning_FewSamplesOrSmallShift_IsSilent()
    {
        Assert.Null(Splits.ClassMixWarning(Make([.. Enumerable.Range(0, 40).Select(i => i % 10)]), Make([1, 2, 3, 4, 5])));

        // 52 % against 48 %: certain at this size, and harmless.
        Dataset head = Make([.. Enumerable.Range(0, 100000).Select(i => i % 100 < 52 ? 0 : 1)]);
        Dataset tail = Make([.. Enumerable.Range(0, 100000).Select(i => i % 100 < 48 ? 0 : 1)]);
        Assert.Null(Splits.ClassMixWarning(head, tail));
        Assert.NotNull(Splits.ClassMixWarning(head, Make([.. Enumerable.Range(0, 1000).Select(i => i % 100 < 30 ? 0 : 1)])));
    }

    [Fact]
    public void ClassMixWarning_ClassMissingFromLargeTail_Warns()
    {
        int[] tail = [.. Enumerable.Range(0, 1000).Select(i => i % 49)];
        int[] head = [.. Enumerable.Range(0, 1000).Select(i => i % 50)];
        Assert.Contains("class 49 0.0 % against 2.0 %", Splits.ClassMixWarning(Make(head), Make(tail)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 10.828)]
    [InlineData(9, 27.877)]
    [InlineData(99, 148.230)]
    public void ChiSquarePoint_AgainstTables_IsWithin4Percent(int degrees, double table) =>
        Assert.InRange(ClassMix.ChiSquarePoint(degrees) / table, 0.96, 1.04);

    private static TensorDataset Make(int[] labels, string[]? names = null) =>
        new(new Tensor([labels.Length, 1], [.. labels.Select(label => (float)label)]), labels, "mine", names);
}
