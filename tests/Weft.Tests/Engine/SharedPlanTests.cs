using Weft.Engine;

namespace Weft.Tests.Engine;

public sealed class SharedPlanTests
{
    [Fact]
    public void Dispose_WithoutReaders_FreesAtOnceAndOnce()
    {
        Counted plan = new();

        plan.Dispose();
        plan.Dispose();

        Assert.Equal(1, plan.Freed);
        Assert.False(plan.TryEnter());
    }

    [Fact]
    public void Dispose_WithReaders_FreesWhenTheLastHasLeft()
    {
        Counted plan = new();
        Assert.True(plan.TryEnter());
        Assert.True(plan.TryEnter());

        plan.Dispose();
        plan.Leave();
        Assert.Equal(0, plan.Freed);
        plan.Leave();

        Assert.Equal(1, plan.Freed);
    }

    private sealed class Counted : SharedPlan
    {
        public int Freed { get; private set; }

        protected override void Free() => Freed++;
    }
}
