using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

[Collection(AloneCollection.Name)]
public sealed class PictureDatasetTests : IDisposable
{
    private static readonly Shape Shape = [12, 16, 3];

    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.File("photos");

    private string Cache => _folder.File("cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_MixedSizes_EveryPictureHasItsClassColour()
    {
        PhotoFolder.Create(Root, 30);

        PictureParts parts = Load();

        Assert.Equal((48, 12), (parts.Train.Count, parts.Test.Count));
        Assert.Equal(Shape, parts.Train.Shape);
        Assert.Empty(parts.Unreadable);
        Assert.All(Enumerable.Range(0, parts.Train.Count), i => Assert.Equal(parts.Train.Labels[i], IsRed(parts.Train, i) ? 1 : 0));
    }

    [Fact]
    public void Load_BrokenFiles_AreNamedAndTheRestKeepsItsLabels()
    {
        PhotoFolder.Create(Root, 30);
        string[] broken = [Break("red/000.jpg", []), Break("red/007.jpg", [1, 2, 3]), Break("blue/011.jpg", PhotoFolder.Jpeg(false, 11)[..200])];

        PictureParts parts = Load();

        Assert.Equal(broken.Order(), parts.Unreadable.Select(picture => picture.File).Order());
        Assert.Equal(57, parts.Train.Count + parts.Test.Count);
        Assert.All(Enumerable.Range(0, parts.Train.Count), i => Assert.Equal(parts.Train.Labels[i], IsRed(parts.Train, i) ? 1 : 0));
        Assert.All(Enumerable.Range(0, parts.Test.Count), i => Assert.Equal(parts.Test.Labels[i], IsRed(parts.Test, i) ? 1 : 0));
        Assert.Contains(parts.Unreadable, picture => picture.Reason.Contains("the file is empty", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_OnePictureInTwoClasses_IsCountedAndNamed()
    {
        PhotoFolder.Create(Root, 30);
        Assert.Empty(Load().Notes);
        foreach (string name in (string[])["003.jpg", "004.jpg"])
        {
            File.Copy(Path.Combine(Root, "red", name), Path.Combine(Root, "blue", $"also-{name}"));
        }

        // The same again in one class is no contradiction.
        File.Copy(Path.Combine(Root, "red", "005.jpg"), Path.Combine(Root, "red", "again-005.jpg"));
        string note = Assert.Single(Load().Notes);
        Assert.StartsWith("2 pictures are pixel for pixel the same as one of another class; the first is ", note);
        Assert.Matches("(blue/also-00[34].jpg \\('blue'\\) and red/00[34].jpg \\('red'\\)|red/00[34].jpg \\('red'\\) and blue/also-00[34].jpg \\('blue'\\))", note);
    }

    [Fact]
    public void Load_NothingReadable_SaysSo()
    {
        PhotoFolder.Create(Root, 3);
        foreach (string file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "no picture");
        }

        Assert.Contains("expected readable pictures, got none", Assert.Throws<DataException>(Load).Message);
    }

    [Fact]
    public void Load_Again_ComesFromTheCacheWithTheSameBytes()
    {
        PhotoFolder.Create(Root, 10);
        Break("red/003.jpg", [9]);
        PictureParts first = Load();
        Counter counter = new();

        PictureParts second = Load(counter);

        Assert.Equal(0, counter.Reports);
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.Equal(first.Train.Labels, second.Train.Labels);
        Assert.Equal(first.Unreadable, second.Unreadable);
    }

    [Fact]
    public void Load_FromACacheThatCannotBeWritten_TakesWhatIsThereAndDoesWithoutTheRest()
    {
        PhotoFolder.Create(Root, 10);
        byte[] expected = Bytes(Load());
        int entries = Directory.GetFiles(Cache).Length;
        using ReadOnlyFolder readOnly = new(Cache);
        Counter counter = new();

        Assert.Equal(expected, Bytes(Load(counter)));
        Assert.Equal(0, counter.Reports);

        PictureParts other = new PictureDataset(PictureList.Read(Root), [5, 5, 1], Cache).Load(ct: TestContext.Current.CancellationToken);
        Assert.Equal(new Shape(5, 5, 1), other.Train.Shape);
        Assert.Equal(entries, Directory.GetFiles(Cache).Length);
    }

    [Fact]
    public void Load_AfterAChange_DecodesAgain()
    {
        PhotoFolder.Create(Root, 10);
        byte[] before = Bytes(Load());
        string file = Path.Combine(Root, "blue/004.jpg");
        File.WriteAllBytes(file, PhotoFolder.Jpeg(red: true, 4));
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
        Counter counter = new();

        byte[] after = Bytes(Load(counter));

        Assert.InRange(counter.Reports, 1, 20);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void Load_OtherShape_IsAnotherEntry()
    {
        PhotoFolder.Create(Root, 10);
        Load();

        PictureParts small = new PictureDataset(PictureList.Read(Root), [5, 5, 1], Cache).Load(ct: TestContext.Current.CancellationToken);

        Assert.Equal(new Shape(5, 5, 1), small.Train.Shape);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_EitherWayOfFitting_IsWhatAPredictionSees(bool crop)
    {
        foreach ((int width, int height) in new[] { (40, 30), (30, 50), (200, 64), (9, 90), (12, 16) })
        {
            Noise(width, height).SavePng(Path.Combine(Root, "a", $"{width}x{height}.png"));
            Noise(width, height).SavePng(Path.Combine(Root, "b", $"{width}x{height}.png"));
        }

        PictureList list = PictureList.Read(Root);
        new PictureDataset(list, Shape, Cache, !crop).Load(ct: TestContext.Current.CancellationToken);
        PictureParts parts = new PictureDataset(list, Shape, Cache, crop).Load(ct: TestContext.Current.CancellationToken);

        PhotoPreparation photos = new(Shape, crop ? PicturePreparation.Middle : PicturePreparation.FitOnly);
        Assert.All(Enumerable.Range(0, parts.Train.Count), i => Assert.Equal(photos.Load(list.Train[i].Path).Picture.Pixels, parts.Train.Pixels(i)));
    }

    [Fact]
    public void Load_CroppedPanorama_IsDecodedAsLargeAsItsMiddleNeeds()
    {
        // Stripes of 8 pixels: at an eighth of the size, which is enough for the longer edge, they are grey.
        byte[] stripes = [.. Enumerable.Range(0, 1600 * 200 * 3).Select(i => (byte)(i / 3 % 1600 / 8 % 2 == 0 ? 0 : 255))];
        using SkiaSharp.SKBitmap bitmap = PngFile.ToBitmap(new Picture(1600, 200, 3, stripes));
        using SkiaSharp.SKData data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 95);
        foreach (string name in new[] { "a/0.jpg", "a/1.jpg", "b/0.jpg", "b/1.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, name))!);
            File.WriteAllBytes(Path.Combine(Root, name), data.ToArray());
        }

        PictureParts parts = new PictureDataset(PictureList.Read(Root), [100, 100, 3], Cache, crop: true).Load(ct: TestContext.Current.CancellationToken);

        int[] columns = [.. Enumerable.Range(0, 25).Select(stripe => (int)parts.Train.Pixels(0)[(50 * 100 * 3) + (((4 * stripe) + 2) * 3)])];
        Assert.All(columns.Zip(columns.Skip(1)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 200, 255));
    }

    [Fact]
    public void Load_DamagedCache_IsMadeAnew()
    {
        PhotoFolder.Create(Root, 10);
        byte[] whole = Bytes(Load());
        foreach (string entry in Directory.EnumerateFiles(Cache))
        {
            byte[] bytes = File.ReadAllBytes(entry);
            bytes[^1] ^= 1;
            File.WriteAllBytes(entry, bytes);
        }

        Assert.Equal(whole, Bytes(Load()));
        foreach (string entry in Directory.EnumerateFiles(Cache))
        {
            File.WriteAllBytes(entry, File.ReadAllBytes(entry)[..11]);
        }

        Assert.Equal(whole, Bytes(Load()));
    }

    [Fact]
    public void Load_UnreachableFile_IsNotCached()
    {
        PhotoFolder.Create(Root, 10);
        string list = _folder.File("list.csv");
        File.WriteAllLines(list, Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(file => $"{file},{Path.GetFileName(Path.GetDirectoryName(file))}").Append("missing.jpg,red"));
        PictureDataset dataset = new(PictureList.Read(list), Shape, Cache);

        Assert.Contains("missing.jpg", Assert.Single(dataset.Load(ct: TestContext.Current.CancellationToken).Unreadable).File);

        // Its part is decoded again: the file may be there by then, and its key would not tell.
        Assert.Single(Directory.EnumerateFiles(Cache));
    }

    [Fact]
    public async Task Load_ManyAtOnce_AllGetTheSame()
    {
        PhotoFolder.Create(Root, 10);

        byte[][] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Bytes(Load()))));

        Assert.All(all, bytes => Assert.Equal(all[0], bytes));
        Assert.DoesNotContain(Directory.EnumerateFiles(Cache), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ManyPictures_DoesNotHoldThemAllDecoded()
    {
        // Decoded whole, these 60 pictures of 2000x1500 are 720 MB; what is kept of them is 35 kB.
        PhotoFolder.Create(Root, 2);
        byte[] large = Large();
        for (int i = 0; i < 60; i++)
        {
            File.WriteAllBytes(Path.Combine(Root, "red", $"large{i}.jpg"), large);
        }

        long before = GC.GetTotalAllocatedBytes();
        Load();

        // At an eighth of its size each takes 188x250 of 4 bytes and as much again in channels.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData(28, 28, 1, 28, 28, 1)]
    [InlineData(28, 20, 3, 28, 20, 3)]
    [InlineData(300, 200, 3, 64, 64, 3)]
    public void ShapeOf_PicturesOfOneSize_KeepsItWhereSmall(int height, int width, int channels, int wantedHeight, int wantedWidth, int wantedChannels)
    {
        byte[] colour = channels == 1 ? [90] : [200, 20, 20];
        for (int i = 0; i < 5; i++)
        {
            PhotoFolder.Flat(width, height, colour).SavePng(Path.Combine(Root, "a", $"{i}.png"));
            PhotoFolder.Flat(width, height, colour).SavePng(Path.Combine(Root, "b", $"{i}.png"));
        }

        Assert.Equal(new Shape(wantedHeight, wantedWidth, wantedChannels), PictureProbe.ShapeOf(PictureList.Read(Root)));
        Assert.Equal(new Shape(9, 7, wantedChannels), PictureProbe.ShapeOf(PictureList.Read(Root), (9, 7)));
    }

    private static Picture Noise(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(width).NextBytes(pixels);
        return new Picture(width, height, 3, pixels);
    }

    private static byte[] Large()
    {
        Picture picture = PhotoFolder.Flat(2000, 1500, 220, 10, 10);
        using SkiaSharp.SKBitmap bitmap = PngFile.ToBitmap(picture);
        using SkiaSharp.SKData data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    private PictureParts Load() => Load(null);

    private PictureParts Load(IProgress<PictureProgress>? progress) =>
        new PictureDataset(PictureList.Read(Root), Shape, Cache).Load(progress, TestContext.Current.CancellationToken);

    private string Break(string name, byte[] bytes)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static bool IsRed(ImageDataset data, int index) => data.Pixels(index)[0] > data.Pixels(index)[2];

    private static byte[] Bytes(PictureParts parts) => [.. All(parts.Train), .. All(parts.Test)];

    private static IEnumerable<byte> All(ImageDataset data) => Enumerable.Range(0, data.Count).SelectMany(index => data.Pixels(index).ToArray());

    private sealed class Counter : IProgress<PictureProgress>
    {
        private int _reports;

        public int Reports => _reports;

        public void Report(PictureProgress value) => Interlocked.Increment(ref _reports);
    }
}
