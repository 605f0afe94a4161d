namespace Weft.Tests;

/// <summary>Notes what the training thread allocates in each step.</summary>
internal sealed class AllocationMeter(int steps) : Callback
{
    private readonly long[] _allocatedBy = new long[steps];
    private long _before;

    public override void OnBatchBegin(TrainingRun run) => _before = GC.GetAllocatedBytesForCurrentThread();

    public override void OnBatchEnd(TrainingRun run) => _allocatedBy[run.Step - 1] = GC.GetAllocatedBytesForCurrentThread() - _before;

    /// <summary>Checks that steps after the first few allocate nothing.</summary>
    /// <remarks>
    /// A collection that another test's thread begins ends this thread's stretch of the heap, the rest of which then counts as allocated. That happens now and then; what a step
    /// allocates, or every second or third one, happens more often than the eighth part that is let through.
    /// </remarks>
    public void AssertNothingAfter(int warm)
    {
        long[] later = _allocatedBy[warm..];
        Assert.True(later.Count(bytes => bytes != 0) <= later.Length / 8, $"expected steps that allocate nothing, got {string.Join(", ", later)} bytes.");
    }
}
