using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

/// <summary>CSV files that hold pixels: Kaggle's form of MNIST, and FER2013's.</summary>
public sealed class CsvDatasetTests : IDisposable
{
    private const int Side = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pixel", 0)]
    [InlineData("pixel", 1)]
    [InlineData("px_", 0)]
    [InlineData("", 0)]
    public void Load_ColumnForEachPixel_IsRead(string name, int first)
    {
        Write($"label,{string.Join(',', Enumerable.Range(first, Side * Side).Select(i => $"{name}{i}"))}", Rows(10));

        AssertRead(CsvDataset.Load(Path), split: true);
    }

    [Fact]
    public void Load_RowsByColumns_AreReadInTheirOrder()
    {
        string[] names = [.. from row in Enumerable.Range(1, Side) from column in Enumerable.Range(1, Side) select $"{row}x{column}"];
        Write($"label,{string.Join(',', names)}", Rows(10));

        AssertRead(CsvDataset.Load(Path), split: true);
    }

    [Fact]
    public void Load_ColumnsInAnotherOrder_ArePutInPlace()
    {
        Write($"{string.Join(',', Enumerable.Range(0, Side * Side).Reverse().Select(i => $"pixel{i}"))},label",
            [.. Rows(10).Select(row => string.Join(',', row.Split(',').Reverse()))]);

        AssertRead(CsvDataset.Load(Path), split: true);
    }

    [Fact]
    public void Load_NoHeader_TakesTheLabelInFront_AndSaysSo()
    {
        Write(Rows(10)[0], Rows(10)[1..]);

        CsvParts parts = CsvDataset.Load(Path);

        AssertRead(parts, split: true);
        Assert.Contains("has no header: its first column is taken for the label, the 16 others for pixels", Assert.Single(parts.Notes));
    }

    [Theory]
    [InlineData("emotion,pixels,Usage", "{0},{1},{2}")]
    [InlineData("emotion, Usage, pixels", "{0},{2},{1}")]
    [InlineData("pixels;emotion;usage", "\"{1}\";{0};{2}")]
    public void Load_PixelsInOneColumn_AreReadWithTheirParts(string header, string format)
    {
        string[] parts = ["Training", "PublicTest", "PrivateTest"];
        Write(header,
            [.. Enumerable.Range(0, 12)
                .Select(i =>
                    string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i % 2, string.Join(' ', Pixels(i)),
                        parts[i < 8 ? 0 : i < 10 ? 1 : 2]))]);

        CsvParts read = CsvDataset.Load(Path);

        AssertRead(read, split: false);
        Assert.Equal((8, 2, 2), (read.Train.Count, read.Validation!.Count, read.Test.Count));
    }

    [Fact]
    public void Load_ColourPixels_HaveThreeChannels()
    {
        Write($"{string.Join(',', Enumerable.Range(0, 5 * 5 * 3).Select(i => $"pixel{i:0000}"))},label",
            [.. Enumerable.Range(0, 10).Select(i => $"{string.Join(',', Enumerable.Range(0, 75))},{i % 2}")]);

        ImageDataset train = CsvDataset.Load(Path).Train;

        Assert.Equal(new Shape(5, 5, 3), train.Shape);
        Assert.Equal(Enumerable.Range(0, 75).Select(i => (byte)i), train.Pixels(0).ToArray());
    }

    [Fact]
    public void Load_SamePixelsTwice_AreCountedAloud()
    {
        string[] rows = Rows(10);
        Write(Header, [.. rows, rows[2], $"1{rows[4][1..]}", rows[3]]);

        Assert.Contains("3 rows have the pixels of an earlier row, 1 of them with another class. They are taken as they are.",
            Assert.Single(CsvDataset.Load(Path).Notes));
    }

    [Theory]
    [InlineData("0,1,2", "line 12, column 4 ('pixel2'): expected pixels from 0 to 255 in whole numbers, got ''")]
    [InlineData(",1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", "line 12: expected a label in column 1, got an empty field")]
    public void Load_ARowThatIsWrong_IsNamed(string row, string expected)
    {
        Write(Header, [.. Rows(10), row]);

        Assert.Contains(expected, Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message);
    }

    public static TheoryData<string> NoPixels =>
    [
        "NaN", "nan", "NA", "null", "?", "Infinity", "-Infinity", "inf", "∞", "1e400", "256", "-1", "1e3", "0.5", "254.9999", "-0.5", "1'000",
        "1_000", "0x1F", "12%", "12px", "١٢", "", " ", "\"1,000\"", "\"12,5\"", "\"1,2\"", "True",
    ];

    [Theory]
    [MemberData(nameof(NoPixels))]
    public void Load_AFieldThatIsNoPixel_IsNamedByRowAndColumn(string field)
    {
        Write(Header, [.. Rows(10), $"0,1,2,{field},4,5,6,7,8,9,10,11,12,13,14,15,16", .. Rows(3)]);

        Assert.Contains($"table.csv, line 12, column 4 ('pixel2'): expected pixels from 0 to 255 in whole numbers, got '{field.Trim('"').Trim()}'",
            Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("1,000")]
    public void Load_AWordThatIsNoPixel_IsNamedByRowAndPlace(string word)
    {
        Write("emotion,pixels", [$"0,{string.Join(' ', Pixels(0))}", $"1,\"0 1 {word} {string.Join(' ', Pixels(0).Skip(3))}\""]);

        Assert.Contains($"line 3, column 2 ('pixels'), number 3: expected pixels from 0 to 255 in whole numbers, got '{word}'",
            Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message);
    }

    [Theory]
    [InlineData("12.0")]
    [InlineData("1.2e1")]
    [InlineData("+12")]
    [InlineData("012")]
    [InlineData(" 12 ")]
    [InlineData("\"12\"")]
    public void Load_WholeNumbersInOtherWords_ArePixels(string field)
    {
        Write(Header, [.. Rows(10), $"0,200,2,{field},4,5,6,7,8,9,10,11,12,13,14,15,16"]);

        CsvParts parts = CsvDataset.Load(Path);

        Assert.Equal(12, new[] { parts.Train, parts.Test }.SelectMany(part => Enumerable.Range(0, part.Count).Select(i => part.Pixels(i).ToArray()))
            .Single(pixels => pixels[0] == 200)[2]);
    }

    [Fact]
    public void Load_NoHeader_AndAFieldThatIsNoPixel_NamesTheColumnByItsNumber()
    {
        Write(Rows(1)[0], ["1,1,2,nan,4,5,6,7,8,9,10,11,12,13,14,15,16"]);

        Assert.Contains("line 2, column 4: expected pixels", Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message);
    }

    [Fact]
    public void Load_AFieldWithoutEnd_IsQuotedShort()
    {
        Write(Header, [$"0,{new string('9', 100_000)},2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"]);

        Assert.InRange(Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message.Length, 100, 400);
    }

    [Fact]
    public void Load_PixelsOfAnotherNumber_AreNamed()
    {
        Write("label,pixels", ["0,1 2 3"]);
        Assert.Contains("line 2: expected the pixels of a square picture, grey or in colour, got 3",
            Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message);

        Write("label,pixels", [$"0,{string.Join(' ', Pixels(0))}", $"1,{string.Join(' ', Pixels(0).Take(15))}"]);
        Assert.Contains("line 3: expected 16 pixels as in the rows before, got 15",
            Assert.Throws<DataException>(() => CsvDataset.Load(Path)).Message);
    }

    [Fact]
    public void HoldsPixels_TellsTheTwoKinds()
    {
        Write(Header, Rows(2));
        Assert.True(CsvDataset.HoldsPixels(Path));
        Write("path,label", ["a.png,x"]);
        Assert.False(CsvDataset.HoldsPixels(Path));
    }

    private static string Header => $"label,{string.Join(',', Enumerable.Range(0, Side * Side).Select(i => $"pixel{i}"))}";

    private string Path => _folder.File("table.csv");

    private static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i % 2},{string.Join(',', Pixels(i))}")];

    // A picture's first pixel is its number, whose parity is its class.
    private static byte[] Pixels(int index) => [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(i == 0 ? index : 13 * i))];

    private static void AssertRead(CsvParts parts, bool split)
    {
        Assert.Equal(split, parts.WasSplit);
        Assert.Equal(["0", "1"], parts.Train.ClassNames);
        foreach (ImageDataset part in (ImageDataset?[])[parts.Train, parts.Validation, parts.Test] is var all ? all.OfType<ImageDataset>()
            : [])
        {
            Assert.Equal(new Shape(Side, Side, 1), part.Shape);
            for (int i = 0; i < part.Count; i++)
            {
                byte index = part.Pixels(i)[0];
                Assert.Equal(index % 2, part.Labels[i]);
                Assert.Equal(Pixels(index), part.Pixels(i).ToArray());
            }
        }
    }

    private void Write(string first, string[] rows) => File.WriteAllLines(Path, [first, .. rows]);
}
