namespace Weft.Tests;

/// <summary>Notes what the training thread allocates in each step.</summary>
/// <remarks>
/// A collection that another test's thread begins ends this thread's stretch of the heap, the rest of which then counts as allocated: steps with a collection in them are no evidence.
/// The test project runs without background collections, whose second pause does the same and is not counted.
/// </remarks>
internal sealed class AllocationMeter(int steps) : Callback
{
    private readonly long?[] _allocatedBy = new long?[steps];
    private long _before;
    private int _collections;

    public override void OnBatchBegin(TrainingRun run)
    {
        _collections = GC.CollectionCount(0);
        _before = GC.GetAllocatedBytesForCurrentThread();
    }

    public override void OnBatchEnd(TrainingRun run)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
        _allocatedBy[run.Step - 1] = GC.CollectionCount(0) == _collections ? allocated : null;
    }

    /// <summary>Checks that steps after the first few allocate nothing.</summary>
    public void AssertNothingAfter(int warm)
    {
        long[] later = [.. _allocatedBy[warm..].OfType<long>()];
        Assert.True(later.Length > (steps - warm) / 2, $"expected at least half of {steps - warm} steps without a collection in them, got {later.Length}.");
        Assert.All(later, bytes => Assert.Equal(0, bytes));
    }
}
