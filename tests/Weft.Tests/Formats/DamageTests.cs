using System.IO.Compression;
using System.Text;

using Weft.Formats;
using Weft.Layers;

namespace Weft.Tests.Formats;

[Collection(AloneCollection.Name)]
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["damaged.keras"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Truncation_AtEveryByte_IsNamed()
    {
        byte[] whole = SmallFile();
        for (int length = 0; length < whole.Length; length++)
        {
            AssertNamed(whole[..length], $"cut to {length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public void FlippedByte_AtEveryPlace_IsNamedOrHarmless()
    {
        byte[] whole = SmallFile();
        float[] expected = Model.Load(Save(whole)).Weights.First().Span.ToArray();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            try
            {
                Assert.Equal(expected, Model.Load(Save(damaged)).Weights.First().Span.ToArray());
            }
            catch (ModelFileException)
            {
                // Said what is wrong, as it should.
            }
        }
    }

    // The zip's checksums hold here, so the HDF5 reader itself meets the damage.
    [Fact]
    public void HdfTruncation_InAnIntactZip_IsNamed()
    {
        (byte[] config, byte[] weights) = SmallMembers();
        for (int length = 0; length < weights.Length; length += 3)
        {
            AssertNamed(Zip(config, weights[..length]), $"cut to {length} of {weights.Length} bytes", mayLoad: length > weights.Length / 2);
        }
    }

    [Fact]
    public void HdfDamage_InAnIntactZip_EndsInANamedErrorOrAModel()
    {
        (byte[] config, byte[] weights) = SmallMembers();
        Random random = new(11);
        for (int i = 0; i < weights.Length; i++)
        {
            byte[] damaged = [.. weights];
            damaged[i] = (byte)(i % 3 == 0 ? 0xFF : random.Next(256));
            AssertNamed(Zip(config, damaged), $"byte {i}", mayLoad: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("not a model")]
    [InlineData("\u0089HDF\r\n\u001a\n")]
    public void OtherFile_IsNamed(string content)
    {
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes(content));
        ModelFileException error = Assert.Throws<ModelFileException>(() => Model.Load(Path));
        Assert.StartsWith(Path, error.Message);
        Assert.Equal(content.StartsWith("PK") || content.Contains("HDF", StringComparison.Ordinal), error.Message.Contains("got one that is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void MissingFile_IsNamed() => Assert.Contains("absent.keras", Assert.Throws<ModelFileException>(() => Model.Load(_folder["absent.keras"])).Message);

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"class_name\": \"Sequential\", \"class_name\": \"Sequential\"}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": 3}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"InputLayer\", \"config\": {\"batch_shape\": [null, null]}}]}}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [], \"build_input_shape\": [null, 2147483647, 2147483647, 2147483647]}}")]
    public void NonsenseConfig_IsNamed(string config) => AssertNamed(Zip(Encoding.UTF8.GetBytes(config), SmallMembers().Weights), config, mayLoad: config.Contains("2147483647", StringComparison.Ordinal));

    [Fact]
    public void DeeplyNestedConfig_IsNamed() => AssertNamed(Zip(Encoding.UTF8.GetBytes(new string('[', 1_000_000)), SmallMembers().Weights), "deep");

    [Fact]
    public void MemberThatUnpacksToGigabytes_IsRefusedBeforeItFillsTheMemory()
    {
        byte[] config = Encoding.UTF8.GetBytes(KerasArchive.Sequential(KerasArchive.Dense));
        KerasArchive.WriteMembers(Path, CompressionLevel.Fastest, ("config.json", config), ("model.weights.h5", new byte[1 << 20]));
        byte[] file = File.ReadAllBytes(Path);
        int central = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(file.AsSpan(central + 24), 0xF000_0000);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        AssertNamed(file, "bomb");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 << 20);
    }

    private byte[] SmallFile()
    {
        Sequential model = new([2], seed: 1) { new Dense(1) };
        model.Save(_folder["small.keras"]);
        return File.ReadAllBytes(_folder["small.keras"]);
    }

    private (byte[] Config, byte[] Weights) SmallMembers()
    {
        byte[] file = SmallFile();
        using ZipArchive archive = new(new MemoryStream(file));
        ZipMembers members = new(archive, file.Length);
        return (members.Read("config.json"), members.Read("model.weights.h5"));
    }

    private byte[] Zip(byte[] config, byte[] weights)
    {
        File.Delete(_folder["zip"]);
        KerasArchive.WriteMembers(_folder["zip"], CompressionLevel.NoCompression, ("config.json", config), ("model.weights.h5", weights));
        return File.ReadAllBytes(_folder["zip"]);
    }

    private string Save(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        return Path;
    }

    private void AssertNamed(byte[] bytes, string what, bool mayLoad = false)
    {
        Save(bytes);
        Exception? error = Record.Exception(() => Model.Load(Path));
        Assert.True(error is ModelFileException || (mayLoad && error is null), $"{what}: {error?.GetType().Name ?? "no error"} {error?.Message}");
    }
}
