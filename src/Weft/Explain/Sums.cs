namespace Weft.Explain;

/// <summary>Sums over a batch in double precision.</summary>
internal static class Sums
{
    /// <summary>Adds every sample of a batch to a total.</summary>
    public static void Add(Tensor batch, double[] total)
    {
        for (int sample = 0; sample < batch.Size; sample += total.Length)
        {
            ReadOnlySpan<float> values = batch.Span.Slice(sample, total.Length);
            for (int i = 0; i < values.Length; i++)
            {
                total[i] += values[i];
            }
        }
    }
}
