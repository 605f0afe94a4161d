using Weft.Formats;

namespace Weft.Tests.Formats;

public sealed class GuardedStreamTests
{
    [Fact]
    public void Read_InACircle_Ends()
    {
        using GuardedStream stream = new(new byte[16]);
        Assert.Throws<InvalidDataException>(() => Circle(stream));
    }

    [Fact]
    public void Read_FromEverDeeperCalls_EndsBeforeTheStackDoes()
    {
        using GuardedStream stream = new(new byte[1 << 28]);
        Assert.Throws<InsufficientExecutionStackException>(() => Descend(stream, 0));
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(10, 7)]
    [InlineData(-1, 1)]
    [InlineData(long.MaxValue - 4, 8)]
    public void Read_BeyondTheEnd_SaysWhere(long position, int count)
    {
        using GuardedStream stream = new(new byte[16]) { Position = position };
        Assert.Contains($"{count} bytes at {position}", Assert.Throws<EndOfStreamException>(() => stream.ReadExactly(new byte[count])).Message);
    }

    private static void Circle(GuardedStream stream)
    {
        while (true)
        {
            stream.Position = 0;
            stream.ReadByte();
        }
    }

    private static int Descend(GuardedStream stream, int depth)
    {
        stream.Position = 0;
        return stream.ReadByte() + Descend(stream, depth + 1) + depth;
    }
}
