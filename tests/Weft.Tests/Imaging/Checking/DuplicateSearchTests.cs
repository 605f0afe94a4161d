using System.Text.Json;

using Weft.Data;
using Weft.Imaging;
using Weft.Tests.Keras;

namespace Weft.Tests.Imaging.Checking;

public sealed class DuplicateSearchTests
{
    [Fact]
    public void Find_CopyNoiseAndContrast_TellsEachByItsKind()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 20).Select(Blobs)];
        Random random = new(1);
        byte[] noisy = [.. pictures[3].Select(value => (byte)Math.Clamp(value + random.Next(-6, 7), 0, 255))];
        byte[] brighter = [.. pictures[5].Select(value => (byte)Math.Min(255, 40 + (value * 0.8)))];
        IReadOnlyList<PicturePair> pairs = DuplicateSearch.Find(Dataset([.. pictures, noisy, brighter, pictures[7], pictures[7]]));
        Assert.Equal(
            [(3, 20, DuplicateKind.Pixels), (5, 21, DuplicateKind.Hash), (7, 22, DuplicateKind.Exact), (7, 23, DuplicateKind.Exact)],
            pairs.Select(pair => (pair.First, pair.Second, pair.Kind)));
        Assert.InRange(pairs[0].Measure, 2, 6);
        Assert.InRange(pairs[1].Measure, 0.995, 1);
    }

    [Fact]
    public void Find_PlainShapesOfTwoGreys_TakesNeitherForTheOther()
    {
        byte[] dark = Plain(60), light = Plain(200);
        Assert.Empty(DuplicateSearch.Find(Dataset([dark, light])));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 9)]
    [InlineData(64, 40)]
    public void ClosePairs_RandomPoints_AreThoseOfAllPairs(int length, double limit)
    {
        Random random = new(length);
        int count = 300;
        float[] points = [.. Enumerable.Range(0, count * length).Select(_ => (float)(random.NextDouble() * 50))];
        (int, int)[] expected =
        [
            .. from one in Enumerable.Range(0, count)
               from other in Enumerable.Range(one + 1, count - one - 1)
               where Enumerable.Range(0, length).Sum(k => Math.Pow(points[(one * length) + k] - points[(other * length) + k], 2)) <= limit * limit
               select (one, other),
        ];
        Assert.Equal(expected, ClosePairs.Within(points, length, limit, (_, _) => true));
        Assert.True(length == 64 || expected.Length > 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public void HashPairs_RandomHashes_AreThoseOfAllPairs(int most)
    {
        Random random = new(most);
        ulong[] hashes = [.. Enumerable.Range(0, 400).Select(_ => (ulong)random.NextInt64())];
        for (int i = 200; i < hashes.Length; i++)
        {
            hashes[i] = Enumerable.Range(0, random.Next(14)).Aggregate(hashes[i - 200], (hash, _) => hash ^ (1UL << random.Next(64)));
        }

        (int, int)[] expected =
        [
            .. from one in Enumerable.Range(0, hashes.Length)
               from other in Enumerable.Range(one + 1, hashes.Length - one - 1)
               where PerceptualHash.Distance(hashes[one], hashes[other]) <= most
               select (one, other),
        ];
        Assert.Equal(expected, HashPairs.Within(hashes, most, (_, _) => true));
        Assert.NotEmpty(expected);
    }

    [Fact]
    public void LowFrequencies_OfTwoPictures_AreNeverFartherApartThanTheirPixels()
    {
        Random random = new(3);
        foreach (Shape shape in (Shape[])[[28, 28, 1], [5, 40, 3], [64, 64, 3]])
        {
            byte[] one = new byte[shape.Size], other = new byte[shape.Size];
            random.NextBytes(one);
            random.NextBytes(other);
            LowFrequencies frequencies = new(shape);
            float[] first = new float[64], second = new float[64];
            frequencies.Of(one, first);
            frequencies.Of(other, second);
            double distance = Math.Sqrt(first.Zip(second, (a, b) => Math.Pow(a - b, 2)).Sum());
            double pixels = Math.Sqrt(one.Zip(other, (a, b) => Math.Pow(a - b, 2)).Sum() / shape[2]);
            Assert.InRange(distance, 1, pixels);

            // The mean is the first of them.
            Assert.Equal(one.Average(value => (double)value) * Math.Sqrt(shape[0] * shape[1]), first[0], 1e-2);
        }
    }

    [Fact]
    public void Hash_OfAPictureHalfAsLarge_IsNearlyTheSame()
    {
        Picture picture = new(28, 28, 1, Blobs(4));
        Assert.InRange(PerceptualHash.Distance(PerceptualHash.Of(picture), PerceptualHash.Of(picture.Resize(56, 56))), 0, 4);
        Assert.InRange(PerceptualHash.Distance(PerceptualHash.Of(picture), PerceptualHash.Of(new Picture(28, 28, 1, Blobs(5)))), 10, 63);
    }

    /// <summary>All pairs of the real pictures, beside those that a comparison of all with all found.</summary>
    [Fact]
    public void Find_OnFashionMnist_FindsAllNearPairs()
    {
        Assert.SkipWhen(FashionMnist.Find() is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to the folder that has fashion-mnist.");
        JsonElement truth = KerasFiles.Json("reports", "fashion-duplicates.json");
        (ImageDataset train, ImageDataset test) = IdxDataset.Load(FashionMnist.Find()!);
        PicturePair[] pairs = [.. DuplicateSearch.Find(train.Concat(test), ct: TestContext.Current.CancellationToken)];
        Assert.DoesNotContain(pairs, pair => pair.Kind == DuplicateKind.Exact);
        PicturePair[] near = [.. pairs.Where(pair => pair.Kind == DuplicateKind.Pixels)];
        Assert.Equal(truth.GetProperty("train").GetProperty("below_8").GetInt32(), near.Count(pair => pair.Second < train.Count));
        Assert.Equal(truth.GetProperty("test").GetProperty("below_8").GetInt32(), near.Count(pair => pair.First >= train.Count));
        PicturePair[] across = [.. near.Where(pair => pair.First < train.Count && pair.Second >= train.Count)];
        (int, int)[] expected =
        [
            .. truth.GetProperty("test-train").GetProperty("closest").EnumerateArray().Where(pair => pair[2].GetDouble() < 8)
                .Select(pair => (pair[1].GetInt32(), train.Count + pair[0].GetInt32())).Order(),
        ];
        Assert.Equal(17, expected.Length);
        Assert.Equal(expected, across.Select(pair => (pair.First, pair.Second)));
        Assert.Equal(12, across.Select(pair => pair.Second).Distinct().Count());
    }

    private static ImageDataset Dataset(IReadOnlyList<byte[]> pictures) =>
        new(pictures.SelectMany(picture => picture).ToArray(), new int[pictures.Count], [28, 28, 1], "blobs", ["blob"]);

    private static byte[] Plain(byte grey)
    {
        byte[] pixels = new byte[28 * 28];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 28 is > 8 and < 20 && i / 28 is > 3 and < 24 ? grey : (byte)0;
        }

        return pixels;
    }

    private static byte[] Blobs(int seed)
    {
        Random random = new(seed);
        (double X, double Y, double Height)[] blobs = [.. Enumerable.Range(0, 6).Select(_ => (28 * random.NextDouble(), 28 * random.NextDouble(), 60 + (140 * random.NextDouble())))];
        return [.. Enumerable.Range(0, 28 * 28).Select(i => (byte)Math.Min(255, blobs.Sum(blob =>
            blob.Height * Math.Exp(-(Math.Pow((i % 28) - blob.X, 2) + Math.Pow((i / 28) - blob.Y, 2)) / 20))))];
    }
}
