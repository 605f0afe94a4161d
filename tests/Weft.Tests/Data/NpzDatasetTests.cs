using System.IO.Compression;
using System.Text;

using Weft.Data;

namespace Weft.Tests.Data;

public sealed class NpzDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_AsKerasSavesIt_GivesBytesAndLabels()
    {
        (ImageDataset train, ImageDataset? validation, ImageDataset test, bool wasSplit) = Load(
            ("x_train", "|u1", [3, 1, 2], [1, 2, 3, 4, 5, 6]),
            ("y_train", "|u1", [3], [1, 0, 1]),
            ("x_test", "|u1", [1, 1, 2], [7, 8]),
            ("y_test", "|u1", [1], [1]));

        Assert.Equal((new Shape(1, 2, 1), "set"), (train.Shape, train.Name));
        Assert.Equal([1, 0, 1], train.Labels);
        Assert.Equal([3, 4], train.Pixels(1).ToArray());
        Assert.Equal([7, 8], test.Pixels(0).ToArray());
        Assert.Equal([1], test.Labels);
        Assert.Equal((null, false), (validation, wasSplit));
    }

    [Fact]
    public void Load_Floats_BecomeBytes()
    {
        ImageDataset unit = Load(("x_train", "<f4", [2, 1, 2, 1], NpzArchive.Floats(0, 1, 0.5f, 0.25f)), ("y_train", "<i8", [2, 1], NpzArchive.Longs(0, 1)), ("x_test", "<f4", [1, 1, 2, 1], NpzArchive.Floats(1, 0)), ("y_test", "<i8", [1, 1], NpzArchive.Longs(0))).Train;
        ImageDataset full = Load(("x_train", ">f4", [2, 1, 2], [.. NpzArchive.Floats(200.4f, 254.6f, 3, 0).Chunk(4).SelectMany(value => value.Reverse())]), ("y_train", "<i8", [2], NpzArchive.Longs(0, 1)), ("x_test", "<f4", [1, 1, 2], NpzArchive.Floats(255, 0)), ("y_test", "<i8", [1], NpzArchive.Longs(0))).Train;

        Assert.Equal([0, 255, 128, 64], [.. unit.Pixels(0), .. unit.Pixels(1)]);
        Assert.Equal([200, 255, 3, 0], [.. full.Pixels(0), .. full.Pixels(1)]);
    }

    [Fact]
    public void Load_TextLabels_AreClassNames()
    {
        byte[] words = [.. Encoding.UTF32.GetBytes("shoe"), .. Encoding.UTF32.GetBytes("bag\0"), .. Encoding.UTF32.GetBytes("shoe")];
        ImageDataset train = Load(("train_images", "|u1", [3, 1, 1], [1, 2, 3]), ("train_labels", "<U4", [3], words), ("test_images", "|u1", [1, 1, 1], [9]), ("test_labels", "|S4", [1], [.. "bag\0"u8])).Train;

        Assert.Equal(["bag", "shoe"], train.ClassNames);
        Assert.Equal([1, 0, 1], train.Labels);
    }

    [Fact]
    public void Load_OneHotLabels_AreClassNumbers() =>
        Assert.Equal([2, 0], Load(("x_train", "|u1", [3, 1, 1], [1, 2, 3]), ("y_train", "|u1", [3, 3], [0, 0, 1, 1, 0, 0, 0, 1, 0]), ("x_test", "|u1", [1, 1, 1], [9]), ("y_test", "|u1", [1], [1])).Train.Labels[..2]);

    [Fact]
    public void Load_WithoutATestPart_SetsAFifthOfEachClassAside()
    {
        byte[] labels = [.. Enumerable.Range(0, 50).Select(i => (byte)(i < 40 ? 0 : 1))];
        (ImageDataset train, _, ImageDataset test, bool wasSplit) = Load(("x_train", "|u1", [50, 1, 1], [.. Enumerable.Range(0, 50).Select(i => (byte)i)]), ("y_train", "|u1", [50], labels));

        Assert.True(wasSplit);
        Assert.Equal((8, 2), (test.Labels.Count(0), test.Labels.Count(1)));
        Assert.Equal(Enumerable.Range(0, 50), Enumerable.Range(0, 40).Select(i => (int)train.Pixels(i)[0]).Concat(Enumerable.Range(0, 10).Select(i => (int)test.Pixels(i)[0])).Order());
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(labels[test.Pixels(i)[0]], test.Labels[i]));
    }

    [Theory]
    [InlineData("<f8", 8)]
    [InlineData("<u2", 2)]
    [InlineData("<i4", 4)]
    public void Number_EveryType_IsRead(string type, int width)
    {
        byte[] values = type switch
        {
            "<f8" => [.. BitConverter.GetBytes(3.0), .. BitConverter.GetBytes(200.0)],
            "<u2" => [3, 0, 200, 0],
            _ => [3, 0, 0, 0, 200, 0, 0, 0],
        };
        Assert.Equal(2 * width, values.Length);
        NpyArray array = Read(NpzArchive.Npy(type, [2], values));

        Assert.Equal([3, 200], [array.Number(0), array.Number(1)]);
    }

    [Fact]
    public void Read_FortranOrder_IsTurned()
    {
        // [[1, 2, 3], [4, 5, 6]] column by column.
        NpyArray array = Read(NpzArchive.Npy("|u1", [2, 3], [1, 4, 2, 5, 3, 6], fortran: true, version: 2));

        Assert.Equal([1, 2, 3, 4, 5, 6], array.Bytes);
    }

    // What numpy writes for x.T, for arrays of another machine, and what people save as labels.
    [Theory]
    [InlineData("|u1", 1)]
    [InlineData(">u2", 2)]
    [InlineData(">f8", 8)]
    public void Load_FortranAndBigEndian_IsTheSamePictures(string type, int width)
    {
        // Two pictures of [2, 3], the first axis running fastest.
        int[] values = [10, 20, 11, 21, 12, 22, 13, 23, 14, 24, 15, 25];
        (int Picture, int Row, int Column)[] order = [.. from column in Enumerable.Range(0, 3) from row in Enumerable.Range(0, 2) from picture in Enumerable.Range(0, 2) select (picture, row, column)];
        byte[] Packed(int value) => width switch { 1 => [(byte)value], 2 => [0, (byte)value], _ => [.. BitConverter.GetBytes((double)value).Reverse()] };
        foreach ((string labelType, int[] shape, byte[] labels) in ((string, int[], byte[])[])
        [
            ("<f4", [2], NpzArchive.Floats(1, 0)),
            ("<f4", [2, 1], NpzArchive.Floats(1, 0)),
            ("<i8", [2, 1], NpzArchive.Longs(1, 0)),
            ("<f4", [2, 2], NpzArchive.Floats(0, 1, 1, 0)),
            ("|b1", [2, 2], [0, 1, 1, 0]),
            (">i2", [2], [0, 1, 0, 0]),
        ])
        {
            string path = _folder[$"{Guid.NewGuid():N}.npz"];
            using (ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create))
            {
                Write(archive, "x_train", NpzArchive.Npy(type, [2, 2, 3], [.. values.SelectMany(Packed)], fortran: true));
                Write(archive, "y_train", NpzArchive.Npy(labelType, shape, labels));
                Write(archive, "x_test", NpzArchive.Npy(type, [2, 2, 3], [.. values.SelectMany(Packed)], fortran: true));
                Write(archive, "y_test", NpzArchive.Npy(labelType, shape, labels));
            }

            (ImageDataset train, _, _, _) = NpzDataset.Load(path);
            Assert.Equal([1, 0], train.Labels.ToArray());
            Assert.All(order.Zip(values), pair => Assert.Equal(pair.Second, train.Pixels(pair.First.Picture)[(pair.First.Row * 3) + pair.First.Column]));
        }

        static void Write(ZipArchive archive, string name, byte[] bytes)
        {
            using Stream stream = archive.CreateEntry($"{name}.npy").Open();
            stream.Write(bytes);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Load_PixelsThatAreNoNumbers_AreCountedWithARemedy(float value)
    {
        string message = Error(("x_train", "<f4", [3, 1, 2], NpzArchive.Floats(0, 1, 2, value, value, 3)), ("y_train", "|u1", [3], [0, 1, 1]));
        Assert.Contains("got 2 that are NaN or infinite, the first in picture 1.", message);
        Assert.Contains("numpy.nan_to_num", message);
    }

    [Fact]
    public void Load_PicturesOfSeveralSizes_SaysWhatObjectsAre() =>
        Assert.Contains("pictures of several sizes", Error(("x_train", "|O", [2], [1, 2]), ("y_train", "|u1", [2], [0, 1])));

    [Fact]
    public void Read_CutAnywhere_IsADataException()
    {
        byte[] whole = NpzArchive.Npy("|u1", [2, 3], [1, 2, 3, 4, 5, 6]);

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Throws<DataException>(() => Read(whole[..length])));
        Assert.Throws<DataException>(() => Read([.. whole, 0]));
    }

    [Fact]
    public void Read_PickledObjects_AreRefused() =>
        Assert.Contains("'|O'", Assert.Throws<DataException>(() => Read(NpzArchive.Npy("|O", [1], [1, 2, 3]))).Message);

    [Fact]
    public void Load_WhatDoesNotFit_SaysWhat()
    {
        Assert.Contains("expected the arrays x_train and y_train, got a, b", Error(("a", "|u1", [1], [1]), ("b", "|u1", [1], [1])));
        Assert.Contains("got only one of them", Error(("x_train", "|u1", [1, 1, 1], [1])));
        Assert.Contains("a label for each of 2 pictures", Error(("x_train", "|u1", [2, 1, 1], [1, 2]), ("y_train", "|u1", [1], [1])));
        Assert.Contains("numpy.moveaxis", Error(("x_train", "|u1", [2, 3, 2, 2], new byte[24]), ("y_train", "|u1", [2], [0, 1])));
        Assert.Contains("from 0 to 255, or from 0 to 1, got -1 to 2", Error(("x_train", "<f4", [2, 1, 1], NpzArchive.Floats(-1, 2)), ("y_train", "|u1", [2], [0, 1])));
        Assert.Contains("got 1 that is NaN", Error(("x_train", "<f4", [2, 1, 1], NpzArchive.Floats(float.NaN, 2)), ("y_train", "|u1", [2], [0, 1])));
        Assert.Contains("class numbers, got 0.5", Error(("x_train", "|u1", [2, 1, 1], [1, 2]), ("y_train", "<f4", [2], NpzArchive.Floats(0.5f, 1))));
        Assert.Contains("one class only, '1'", Error(("x_train", "|u1", [2, 1, 1], [1, 2]), ("y_train", "|u1", [2], [1, 1])));
        File.WriteAllText(_folder["no.npz"], "no zip");
        Assert.Contains("no.npz", Assert.Throws<DataException>(() => NpzDataset.Load(_folder["no.npz"])).Message);
    }

    private (ImageDataset Train, ImageDataset? Validation, ImageDataset Test, bool WasSplit) Load(params (string Name, string Type, int[] Shape, byte[] Values)[] arrays) =>
        NpzDataset.Load(NpzArchive.Create(_folder["set.npz"], arrays));

    private string Error(params (string Name, string Type, int[] Shape, byte[] Values)[] arrays) => Assert.Throws<DataException>(() => Load(arrays)).Message;

    private static NpyArray Read(byte[] bytes) => NpyArray.Read(new MemoryStream(bytes), bytes.Length, "array");
}
