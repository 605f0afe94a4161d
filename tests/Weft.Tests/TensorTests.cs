namespace Weft.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Indexer_RowMajor_FindsTheValue()
    {
        Tensor tensor = new([2, 3], [0, 1, 2, 10, 11, 12]);
        Assert.Equal(12, tensor[1, 2]);
        tensor[0, 1] = 7;
        Assert.Equal([0, 7, 2, 10, 11, 12], tensor.Span.ToArray());
    }

    [Fact]
    public void Row_OfABatch_IsOneSample() => Assert.Equal([10, 11, 12], new Tensor([2, 3], [0, 1, 2, 10, 11, 12]).Row(1).ToArray());

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Row_Outside_Throws(int row) => Assert.Throws<ArgumentOutOfRangeException>(() => new Tensor([2, 3]).Row(row).Length);

    [Fact]
    public void Constructor_WrongCount_SaysBothCounts()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => new Tensor([2, 3], new float[5]));
        Assert.Contains("[2, 3] holds 6", error.Message, StringComparison.Ordinal);
        Assert.Contains("got 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Indexer_WrongRank_SaysBothRanks()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => new Tensor([2, 3])[1]);
        Assert.Contains("expected 2 indices", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Indexer_OutsideAnExtent_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new Tensor([2, 3])[0, 3]);

    [Fact]
    public void Reshape_SameSize_SharesValues()
    {
        Tensor tensor = new([2, 3]);
        tensor.Reshape([3, 2])[2, 1] = 5;
        Assert.Equal(5, tensor[1, 2]);
        Assert.Throws<ShapeException>(() => tensor.Reshape([4]));
    }
}
