namespace Weft.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void Size_OfExtents_IsTheirProduct()
    {
        Shape shape = [28, 28, 3];
        Assert.Equal(28 * 28 * 3, shape.Size);
        Assert.Equal(3, shape.Rank);
        Assert.Equal(3, shape[^1]);
        Assert.Equal(1, new Shape().Size);
    }

    [Fact]
    public void Equality_SameExtents_IsByValue()
    {
        Shape left = [2, 3];
        Shape right = [2, 3];
        Assert.True(left == right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.True(left != [3, 2]);
        Assert.True(left != [2, 3, 1]);
        Assert.Equal(default, new Shape());
    }

    [Fact]
    public void ToString_WithAndWithoutBatch_ReadsAsWritten()
    {
        Shape shape = [28, 28, 1];
        Assert.Equal("[28, 28, 1]", shape.ToString());
        Assert.Equal("[batch, 28, 28, 1]", shape.ToBatchString());
        Assert.Equal("[]", default(Shape).ToString());
    }

    [Fact]
    public void Prepend_AnExtent_PutsItInFront() => Assert.Equal([64, 28, 28, 1], new Shape(28, 28, 1).Prepend(64));

    [Fact]
    public void Constructor_NegativeExtent_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(3, -1));

    [Fact]
    public void Size_BeyondAnInt_Overflows() => Assert.Throws<OverflowException>(() => new Shape(1 << 16, 1 << 16).Size);
}
