using System.IO.Compression;
using System.Text;

using Weft.Formats;
using Weft.Layers;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Cli;

/// <summary><c>weft predict MODEL ARRAYS --outputs OUT.npy</c>: any model on arrays as they are.</summary>
public sealed class ArrayPredictionTests
{
    private static readonly double[] Values = [.. Enumerable.Range(0, 24).Select(i => (double)i)];

    [Theory]
    [InlineData("<f2", false)]
    [InlineData("<f4", false)]
    [InlineData("<f4", true)]
    [InlineData(">f4", false)]
    [InlineData("<f8", true)]
    [InlineData("|u1", false)]
    [InlineData("|i1", true)]
    [InlineData("<u2", false)]
    [InlineData(">i2", false)]
    [InlineData("<i4", false)]
    [InlineData("<u4", true)]
    [InlineData("<i8", false)]
    [InlineData(">u8", false)]
    public void Read_OfEveryType_GivesTheNumbersInCOrder(string type, bool fortran)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), Npy(type, fortran, [2, 3, 4], Values));

        Tensor x = NpyFile.Read(folder.File("x.npy"));

        Assert.Equal(new Shape([2, 3, 4]), x.Shape);
        Assert.Equal(Values.Select(value => (float)value), x.Span.ToArray());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3, 2)]
    [InlineData(2, 1, 3)]
    [InlineData(0, 4)]
    public void Write_ThenRead_GivesTheSameBits(params int[] extents)
    {
        using TemporaryFolder folder = new();
        Tensor tensor = new(new Shape(extents));
        Random random = new(1);
        foreach (ref float value in tensor.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        NpyFile.Write(folder.File("y.npy"), tensor);

        byte[] bytes = File.ReadAllBytes(folder.File("y.npy"));
        Assert.Equal(0, (bytes.Length - (4 * tensor.Size)) % 64);
        Assert.Equal((byte)'\n', bytes[bytes.Length - (4 * tensor.Size) - 1]);
        Assert.Equal(tensor.Shape, NpyFile.Read(folder.File("y.npy")).Shape);
        Assert.Equal(tensor.Span, NpyFile.Read(folder.File("y.npy")).Span);
    }

    [Fact]
    public async Task Predict_OnArrays_WritesWhatTheModelSaysToThemAsTheyAre()
    {
        using TemporaryFolder folder = new();

        // Flips and temperatures are the tool's; raw outputs are the model's.
        Sequential model = new([3, 4, 1], seed: 2, name: "m") { new Conv2D(2, 2), new Flatten(), new Dense(3, Activation.Softmax) };
        model.Save(folder.File("plain.keras"));
        model.Metadata = new ModelMetadata { TestTimeFlip = true, Temperature = 0.5 };
        model.Save(folder.File("m.keras"));
        File.WriteAllBytes(folder.File("x.npy"), Npy("|u1", fortran: false, [2, 3, 4, 1], Values));

        CliRun run = await CliRun.Async("predict", folder.File("m.keras"), folder.File("x.npy"), "--outputs", folder.File("y.npy"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal([2, 3], run.Json.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()));
        Tensor expected = Model.Load(folder.File("plain.keras")).Predict(new Tensor([2, 3, 4, 1], [.. Values.Select(value => (float)value)]));
        Assert.Equal(expected.Span, NpyFile.Read(folder.File("y.npy")).Span);
    }

    [Fact]
    public async Task Predict_OnKerasOwnArrays_GivesKerasOwnAnswers()
    {
        string folder = KerasFiles.Require("current");
        using TemporaryFolder home = new();
        int compared = 0;
        foreach (string name in (string[])["conv-args", "depthwise", "batch-norm", "logits", "binary"])
        {
            if (Record.Exception(() => Model.Load(Path.Combine(folder, $"{name}.keras"))) is not null)
            {
                continue;
            }

            CliRun run = await CliRun.Async("predict", Path.Combine(folder, $"{name}.keras"), Path.Combine(folder, $"{name}.npz"), "--outputs", home.File("y.npy"));

            Assert.True(run.ExitCode == 0, run.Error);
            Tensor y = NpyFile.Read(home.File("y.npy"));
            double[] expected = new NpzFile(Path.Combine(folder, $"{name}.npz"))["y"];
            double largest = Math.Max(1, expected.Max(Math.Abs));
            Assert.All(y.Span.ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-5 * largest));
            compared++;
        }

        Assert.True(compared >= 3, $"{compared} files were compared");
    }

    [Theory]
    [InlineData("3,4", "Resize or transpose the array.")]
    [InlineData("3,4,1", "One sample is x[None].")]
    [InlineData("2,12", "The numbers fit: x.reshape(-1, 3, 4, 1).")]
    [InlineData("2,3,5,1", "Resize or transpose the array.")]
    public async Task Predict_OnArraysOfAnotherShape_SaysWhichFits(string shape, string remedy)
    {
        using TemporaryFolder folder = new();
        int[] extents = [.. shape.Split(',').Select(int.Parse)];
        new Sequential([3, 4, 1], seed: 2) { new Flatten(), new Dense(3) }.Save(folder.File("m.keras"));
        File.WriteAllBytes(folder.File("x.npy"), Npy("<f4", fortran: false, extents, new double[extents.Aggregate(1, (a, b) => a * b)]));

        CliRun run = await CliRun.Async("predict", folder.File("m.keras"), folder.File("x.npy"), "--outputs", folder.File("y.npy"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"x.npy: expected samples [n, 3, 4, 1] for {folder.File("m.keras")}, got [{shape.Replace(",", ", ", StringComparison.Ordinal)}]. {remedy}", run.Error);
        Assert.False(File.Exists(folder.File("y.npy")));
    }

    [Fact]
    public void Read_OfAnArchive_TakesItsOnlyArrayOrX()
    {
        using TemporaryFolder folder = new();
        Zip(folder.File("one.npz"), ("samples", Npy("<f4", fortran: false, [2, 2], [1, 2, 3, 4])));
        Zip(folder.File("x.npz"), ("y", Npy("<f4", fortran: false, [1], [9])), ("x", Npy("<f4", fortran: false, [2, 2], [1, 2, 3, 4])));
        Zip(folder.File("two.npz"), ("a", Npy("<f4", fortran: false, [1], [9])), ("b", Npy("<f4", fortran: false, [1], [9])));

        Assert.Equal([1, 2, 3, 4], NpyFile.Read(folder.File("one.npz")).Span.ToArray());
        Assert.Equal([1, 2, 3, 4], NpyFile.Read(folder.File("x.npz")).Span.ToArray());
        Assert.Contains("got a, b", Assert.Throws<DataException>(() => NpyFile.Read(folder.File("two.npz"))).Message);
        Assert.Throws<DataException>(() => NpyFile.Read(folder.File("absent.npy")));
    }

    [Theory]
    [InlineData("x.npy", null, "Say where the answers to them go: --outputs OUT.npy")]
    [InlineData("x.npy", "y.csv", "expected a file name that ends in .npy, got 'y.csv'")]
    [InlineData("photo.jpg", "y.npy", "expected one .npy or .npz file of samples after the model, got 'photo.jpg'")]
    public async Task Predict_WithWordsThatDoNotGoTogether_IsWrongUsage(string input, string? outputs, string expected)
    {
        using TemporaryFolder folder = new();
        new Sequential([3], seed: 2) { new Dense(3) }.Save(folder.File("m.keras"));

        CliRun run = await CliRun.Async(["predict", folder.File("m.keras"), input, .. outputs is null ? (string[])[] : ["--outputs", outputs]]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    private static void Zip(string path, params (string Name, byte[] Bytes)[] arrays)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in arrays)
        {
            using Stream member = archive.CreateEntry($"{name}.npy").Open();
            member.Write(bytes);
        }
    }

    // As numpy.save writes it.
    private static byte[] Npy(string type, bool fortran, int[] shape, double[] values)
    {
        string text = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : string.Empty)}), }}".PadRight(117) + "\n";
        MemoryStream stream = new();
        stream.Write([0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text)]);
        foreach (double value in fortran ? Columns(shape, values) : values)
        {
            byte[] bytes = type[1..] switch
            {
                "f2" => BitConverter.GetBytes((Half)value),
                "f4" => BitConverter.GetBytes((float)value),
                "f8" => BitConverter.GetBytes(value),
                "u1" => [(byte)value],
                "i1" => [(byte)(sbyte)value],
                "u2" => BitConverter.GetBytes((ushort)value),
                "i2" => BitConverter.GetBytes((short)value),
                "i4" => BitConverter.GetBytes((int)value),
                "u4" => BitConverter.GetBytes((uint)value),
                "i8" => BitConverter.GetBytes((long)value),
                _ => BitConverter.GetBytes((ulong)value),
            };
            if (type[0] == '>')
            {
                Array.Reverse(bytes);
            }

            stream.Write(bytes);
        }

        return stream.ToArray();
    }

    // The first axis runs fastest.
    private static IEnumerable<double> Columns(int[] shape, double[] values)
    {
        for (int k = 0; k < shape[2]; k++)
        {
            for (int j = 0; j < shape[1]; j++)
            {
                for (int i = 0; i < shape[0]; i++)
                {
                    yield return values[(((i * shape[1]) + j) * shape[2]) + k];
                }
            }
        }
    }
}
