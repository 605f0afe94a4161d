using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Weft.Kernels;

namespace Weft.Tests.Kernels;

[Collection(AloneCollection.Name)]
public sealed class AlignedFloatsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(3_000_000)]
    public void New_AfterOthersWrote_IsZeroAndBeginsALine(int length)
    {
        for (int round = 0; round < 3; round++)
        {
            using AlignedFloats floats = new(length);
            nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(floats.Span));

            Assert.Equal(length, floats.Span.Length);
            Assert.Equal(0, address % 64);
            Assert.False(floats.Span.ContainsAnyExcept(0f));
            floats.Span.Fill(float.NaN);
        }
    }

    [Fact]
    public void Bytes_AndInts_AreTheSameMemory()
    {
        using AlignedFloats floats = new(4);

        floats.Ints[1] = BitConverter.SingleToInt32Bits(2.5f);

        Assert.Equal(2.5f, floats.Span[1]);
        Assert.Equal(16, floats.Bytes.Length);
        Assert.Equal(BitConverter.GetBytes(2.5f), floats.Bytes.Slice(4, 4).ToArray());
    }

    [Fact]
    public void Dispose_Twice_GivesBackOnce()
    {
        long before = AlignedFloats.LiveBytes;
        AlignedFloats floats = new(1000);
        Assert.InRange(AlignedFloats.LiveBytes - before, 4000, 4300);

        floats.Dispose();
        floats.Dispose();

        Assert.Equal(before, AlignedFloats.LiveBytes);
    }

    [Fact]
    public void Span_Disposed_IsAnError()
    {
        AlignedFloats floats = new(4);
        floats.Dispose();

        Assert.Throws<ObjectDisposedException>(() => floats.Span.Length);
    }
}
