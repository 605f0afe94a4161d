using Weft.Data;

namespace Weft.Tests.Data;

public sealed class TensorDatasetTests
{
    private static Tensor Samples => new([4, 2, 1], [0, 1, 2, 3, 4, 5, 6, 7]);

    [Fact]
    public void Read_SliceOfLabelledSamples_IgnoresPixelScale()
    {
        TensorDataset data = new TensorDataset(Samples, new[] { 3, 2, 1, 0 }).Slice(1, 3).Slice(1, 2);
        float[] sample = new float[2];
        data.Read(1, sample, 1f / 255);
        Assert.Equal([6, 7], sample);
        Assert.Equal([1, 0], data.Labels);
        Assert.Equal(new Shape(2, 1), data.Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Read(2, sample, 1));
    }

    [Fact]
    public void Target_Slice_IsItsOwnRow()
    {
        TensorDataset data = new TensorDataset(Samples, new Tensor([4, 3], [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])).Slice(2, 2);
        Assert.Equal([3, 3, 3], data.Target(1));
        Assert.True(data.Labels.IsEmpty);
    }

    [Fact]
    public void New_CountsDiffer_Throws()
    {
        DataException e = Assert.Throws<DataException>(() => new TensorDataset(Samples, new[] { 1, 2 }, "mine"));
        Assert.Equal("mine: expected one label for each of 4 samples, got 2 labels. Pass as many labels as samples.", e.Message);
        Assert.Throws<DataException>(() => new TensorDataset(Samples, new Tensor([3, 2]), "mine"));
        Assert.Throws<DataException>(() => new TensorDataset(Samples, new[] { 0, 1, 2, 0 }, "mine", ["a", "b"]));
        Assert.Throws<DataException>(() => new TensorDataset(new Tensor([4]), new[] { 0, 1, 2, 0 }));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void FirstNonFinite_OneBadValue_IsItsSample(float bad)
    {
        Tensor samples = Samples;
        Assert.Equal(-1, new TensorDataset(samples, new[] { 0, 0, 0, 0 }).FirstNonFinite());
        samples.Span[5] = bad;
        Assert.Equal(2, new TensorDataset(samples, new[] { 0, 0, 0, 0 }).FirstNonFinite());
        Assert.Equal(1, new TensorDataset(Samples, new Tensor([4, 1], [0, bad, 0, bad])).FirstNonFinite());
    }
}
