using Weft.Kernels;

namespace Weft.Tests.Profiling;

public sealed class ProcessorPeakTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Chains_DoEveryRound(int rounds)
    {
        // c = 3/4 c + 1/4 goes to 1: after n rounds it is 1 + (3/4)^n (c - 1). The twelve chains begin at 0, and 1/4 and 3/4 in turn.
        double left = Math.Pow(0.75, rounds);
        double expected = 12 + (left * (0 + (6 * 0.25) + (5 * 0.75) - 12));

        Assert.Equal(expected * (int)Simd.Widest, MultiplyAddChains.Run(rounds), 1e-3);
        Assert.Equal(12 * (int)Simd.Widest, MultiplyAddChains.PerRound);
    }

    [Fact]
    public void Gflops_IsPositive() =>
        Assert.InRange(ProcessorPeak.Gflops(2, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken), 0.01, 1e6);

    [Fact]
    public void Gflops_NoThreadsOrNoTime_IsAnError()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessorPeak.Gflops(0, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessorPeak.Gflops(1, TimeSpan.Zero, TestContext.Current.CancellationToken));
    }
}
