using Weft.Data;

namespace Weft.Tests.Data;

public sealed class ImageDatasetTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 5 * 12).Select(i => (byte)(i * 4))];

    [Theory]
    [InlineData(1f)]
    [InlineData(1f / 255)]
    public void Read_AnySample_IsBytesTimesScale(float scale)
    {
        ImageDataset data = Make();
        float[] sample = new float[13];
        sample[12] = 7;
        for (int index = 0; index < data.Count; index++)
        {
            data.Read(index, sample, scale);
            for (int i = 0; i < 12; i++)
            {
                Assert.Equal(Bytes[(12 * index) + i] * scale, sample[i]);
            }
        }

        Assert.Equal(7, sample[12]);
    }

    // Training takes the bytes where there are some, and does not read.
    [Fact]
    public void BytesOf_AnyViewOfPictures_AreWhatItReads()
    {
        ImageDataset data = Make();
        Dataset[] views =
        [
            data, data.Slice(1, 3), new ReorderedDataset(data, [3, 1, 4]), data.WithSampleWeights(new float[] { 1, 2, 3, 4, 5 }),
            new RenumberedDataset(data, [2, 0, 1], ["c", "a", "b"]), new MirroredDataset(data),
        ];
        foreach (Dataset view in views)
        {
            float[] sample = new float[12];
            for (int index = 0; index < view.Count; index++)
            {
                view.Read(index, sample, 1);
                Assert.Equal(view is MirroredDataset ? [] : sample.Select(value => (byte)value), view.BytesOf(index).ToArray());
            }
        }
    }

    [Fact]
    public void Slice_OfASlice_SharesMemory()
    {
        ImageDataset slice = Make().Slice(1, 4).Slice(1, 2);
        Assert.Equal(2, slice.Count);
        Assert.Equal([2, 0], slice.Labels);
        Assert.Equal(["a", "b", "c"], slice.ClassNames);
        Assert.True(slice.Pixels(0) == Bytes.AsSpan(24, 12));
        Assert.True(slice.Target(0).IsEmpty);
    }

    [Fact]
    public void Slice_Outside_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Make().Slice(2, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make().Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make().Slice(0, 2).Pixels(2).Length);
    }

    [Fact]
    public void New_LabelWithoutName_SaysWhichAndWhere()
    {
        DataException e = Assert.Throws<DataException>(() => new ImageDataset(Bytes, new[] { 0, 1, 2, 3, 0 }, [2, 3, 2], "mine", ["a", "b", "c"]));
        Assert.Equal("mine: expected labels from 0 to 2 for 3 class names, got 3 at index 3. Number classes from 0, and name every "
            + "class; -1 is for samples of no class, which a loss with ignoreClass: -1 passes over.", e.Message);
        Assert.Throws<DataException>(() => new ImageDataset(Bytes, new[] { 0, -2, 2, 0, 0 }, [2, 3, 2], "mine", ["a", "b", "c"]));
    }

    [Fact]
    public void New_PixelsDoNotFitLabels_Throws()
    {
        DataException e = Assert.Throws<DataException>(() => new ImageDataset(Bytes.AsMemory(1), new[] { 0, 1, 2, 0, 1 }, [2, 3, 2], "mine"));
        Assert.Contains("5 labels and shape [2, 3, 2] need 60 pixel bytes, got 59", e.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new ImageDataset(Bytes, new[] { 0, 1, 2, 0, 1 }, [12], "mine"));
    }

    private static ImageDataset Make() => new(Bytes, new[] { 0, 1, 2, 0, 1 }, [2, 3, 2], "mine", ["a", "b", "c"]);
}
