namespace Weft.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Runner_Starts() => Assert.Equal(4, 2 + 2);
}
