using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

/// <summary>Data sets of pictures that are no files.</summary>
public sealed class PictureMemoryTests
{
    private static (byte[] Picture, string Label)[] Photos(int count = 20) =>
        [.. Enumerable.Range(0, count).Select(i => (PhotoFolder.Jpeg(i % 2 == 1, i), i % 2 == 1 ? "red" : "blue"))];

    [Fact]
    public void FromStreams_LoadsWhatFoldersDo_ClassesInOrderOfTheirNames()
    {
        PictureParts parts = PictureDataset.FromStreams(Streams(Photos()), size: (12, 16), name: "uploads").Load(ct: TestContext.Current.CancellationToken);

        Assert.Equal((16, 4), (parts.Train.Count, parts.Test.Count));
        Assert.Equal(["blue", "red"], parts.Train.ClassNames);
        Assert.Equal([12, 16, 3], parts.Train.Shape);
        Assert.Equal("uploads", parts.Train.Name);
        Assert.Empty(parts.Unreadable);
        for (int i = 0; i < parts.Train.Count; i++)
        {
            ReadOnlySpan<byte> middle = parts.Train.Pixels(i)[(((6 * 16) + 8) * 3)..];
            Assert.Equal(parts.Train.Labels[i] == 1, middle[0] > middle[2]);
        }
    }

    [Fact]
    public void FromBytes_HasThePixelsOfStreams()
    {
        PictureParts streams = PictureDataset.FromStreams(Streams(Photos()), size: 16).Load(ct: TestContext.Current.CancellationToken);
        PictureParts bytes = PictureDataset.FromBytes(Photos(), size: 16).Load(ct: TestContext.Current.CancellationToken);
        Assert.Equal(streams.Train.Labels.ToArray(), bytes.Train.Labels.ToArray());
        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(streams.Train.Pixels(i).ToArray(), bytes.Train.Pixels(i).ToArray()));
    }

    [Fact]
    public void FromStreams_UnreadableOnes_AreNamedByTheirPlacesAndLeftOut()
    {
        List<(Stream, string)> pictures = [.. Streams(Photos(22))];
        pictures[3] = (new MemoryStream([1, 2, 3]), "red");
        pictures[7] = (new BrokenStream(), "red");
        PictureParts parts = PictureDataset.FromStreams(pictures, size: 16).Load(ct: TestContext.Current.CancellationToken);

        Assert.Equal(["picture 3", "picture 7"], parts.Unreadable.Select(picture => picture.File));
        Assert.Contains("picture 3: expected a picture", parts.Unreadable[0].Reason);
        Assert.Contains("picture 7: expected a picture, could not read the stream: the line is dead", parts.Unreadable[1].Reason);
        Assert.Equal(20, parts.Train.Count + parts.Test.Count);
    }

    [Fact]
    public void FromStreams_ClosesThem_UnlessToldOtherwise()
    {
        (Stream Picture, string)[] closed = [.. Streams(Photos(4))], open = [.. Streams(Photos(4))];
        PictureDataset.FromStreams(closed, size: 16);
        PictureDataset.FromStreams(open, size: 16, leaveOpen: true);
        Assert.All(closed, one => Assert.False(one.Picture.CanRead));
        Assert.All(open, one => Assert.True(one.Picture.CanRead));
    }

    [Fact]
    public void FromStreams_OfOneClassOrNull_SaysSo()
    {
        Assert.Contains("uploads: expected pictures of at least two classes",
            Assert.Throws<DataException>(() => PictureDataset.FromBytes([.. Photos().Select(one => (one.Picture, "red"))], name: "uploads")).Message);
        Assert.Contains("picture 1: expected a picture and its label",
            Assert.Throws<ArgumentException>(() => PictureDataset.FromBytes([Photos()[0], (null!, "red")])).Message);
    }

    private static IEnumerable<(Stream Picture, string Label)> Streams(IEnumerable<(byte[] Picture, string Label)> photos) =>
        photos.Select(photo => ((Stream)new MemoryStream(photo.Picture), photo.Label));

    private sealed class BrokenStream : MemoryStream
    {
        public override void CopyTo(Stream destination, int bufferSize) => throw new IOException("the line is dead");
    }
}
