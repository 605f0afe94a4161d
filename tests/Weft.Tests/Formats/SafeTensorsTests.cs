using System.Buffers.Binary;
using System.Text;

using Weft.Formats;

namespace Weft.Tests.Formats;

/// <summary>Files of safetensors by others: every type of number, and headers that lie.</summary>
public sealed class SafeTensorsTests
{
    [Theory]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0xBF }, -1.5f)]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0xBF }, -1.5f)]
    [InlineData("F16", new byte[] { 0, 0xBE }, -1.5f)]
    [InlineData("BF16", new byte[] { 0xC0, 0xBF }, -1.5f)]
    [InlineData("I64", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData("I32", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData("I16", new byte[] { 0xFE, 0xFF }, -2f)]
    [InlineData("I8", new byte[] { 0xFE }, -2f)]
    [InlineData("U64", new byte[] { 0, 0, 0, 0, 1, 0, 0, 0 }, 4294967296f)]
    [InlineData("U32", new byte[] { 0xFF, 0, 0, 0x80 }, 2147483903f)]
    [InlineData("U16", new byte[] { 0xFE, 0xFF }, 65534f)]
    [InlineData("U8", new byte[] { 0xFE }, 254f)]
    [InlineData("BOOL", new byte[] { 1 }, 1f)]
    public void Read_EveryType_GivesTheNearestFloat(string type, byte[] bytes, float expected)
    {
        using SafeTensors arrays = new(File($$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{bytes.Length}}}]}}""", bytes));
        Assert.Equal([expected], arrays.Read("x"));
    }

    [Fact]
    public void Read_ManyValues_ComeInStretches()
    {
        byte[] bytes = new byte[100_000 * 2];
        for (int i = 0; i < 100_000; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)(i % 20_000));
        }

        using SafeTensors arrays = new(File("""{"__metadata__":{"format":"pt"},"x":{"data_offsets":[0,200000],"shape":[100,1000],"dtype":"I16"}}   """, bytes));

        Assert.Equal([100, 1000], arrays.Shapes["x"]);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (float)(i % 20_000)), arrays.Read("x"));
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "expected 8 bytes for F32 of shape [2], got 0 to 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "expected 4 bytes of arrays behind the header, got 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0, "expected 4 bytes of arrays behind the header, got 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "expected the bytes of 'x' to begin at 0, where others end, got 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "got 4 to 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "expected the bytes of 'y' to begin at 4")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "got two called 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1000000,1000000,1000000,1000000],"data_offsets":[0,4]}}""", 4, "got 0 to 4 for 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4, "for 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]}}""", 0, "for 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "expected at most 32 whole numbers for 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "expected at most 32 whole numbers for 'x'")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "got F8_E4M3")]
    [InlineData("""{"x":{"dtype":7,"shape":[1],"data_offsets":[0,1]}}""", 1, "expected the dtype of 'x' as text")]
    [InlineData("""{"x":{"dtype":"0","shape":[1],"data_offsets":[0,4]}}""", 4, "got 0.")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""", 4, "got not all of them")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "got not all of them")]
    [InlineData("""{"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "once each, got 'dtype'")]
    [InlineData("""{"x":[1]}""", 4, "expected dtype, shape and data_offsets of 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x""", 4, "in JSON, got one that is none")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "in JSON, got one that is none")]
    [InlineData("""{"\uD800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "in JSON, got one that is none")]
    public void Open_HeaderThatLies_IsRefusedByName(string header, int bytes, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => new SafeTensors(File(header, new byte[bytes]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 32)]
    [InlineData(100_000_001UL)]
    [InlineData(100UL)]
    public void Open_LengthBeyondTheFile_IsRefusedByName(ulong length)
    {
        byte[] file = new byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Assert.Contains($"got a length of {length}", Assert.Throws<ModelFileException>(() => new SafeTensors(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LongNames_AreRefusedWithoutBeingSaid()
    {
        string message = Assert.Throws<ModelFileException>(() => new SafeTensors(File($$$"""{"{{{new string('.', 100_000)}}}":1}""", []))).Message;
        Assert.Contains("at most 1000 bytes in the header of safetensors, got one of 100000", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CutAnywhere_IsRefusedByName()
    {
        byte[] whole = File("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]).ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<ModelFileException>(() => new SafeTensors(new MemoryStream(whole, 0, length)));
        }
    }

    private static MemoryStream File(string header, byte[] bytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return new MemoryStream([.. length, .. text, .. bytes]);
    }
}
