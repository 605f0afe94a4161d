namespace Weft.Kernels;

/// <summary>Keras' sparsemax of one row and its gradient: see <see cref="Activation.Sparsemax"/>.</summary>
internal static class SparsemaxKernels
{
    /// <summary>Floats of memory for a row: its values in order, and where they stood.</summary>
    public static int Memory(int length) => 2 * length;

    /// <summary><c>y_i = max(x_i - tau, 0)</c>; x and y may be the same memory.</summary>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, Span<float> memory)
    {
        Span<float> order = memory.Slice(x.Length, x.Length);
        (int count, float total) = Support(x, memory[..x.Length], order);
        float tau = (total - 1) / count;
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = float.IsNaN(tau) ? float.NaN : Math.Max(x[i] - tau, 0);
        }
    }

    /// <summary>
    /// <c>dx_j = dy_j [x_j &gt;= tau] - w_j sum of dy_i over x_i &gt;= tau</c>, where w is tau's slope: <c>(k - r + 1) / k</c> for the r-th largest value of k, for it is in the running sums from r on.
    /// dy and dx may be the same memory.
    /// </summary>
    public static void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, Span<float> memory)
    {
        Span<float> order = memory.Slice(x.Length, x.Length);
        (int count, float total) = Support(x, memory[..x.Length], order);
        float tau = (total - 1) / count, sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float passed = x[i] - tau >= 0 ? dy[i] : 0;
            sum += passed;
            dx[i] = passed;
        }

        for (int rank = 0; rank < count; rank++)
        {
            dx[(int)order[rank]] -= sum * (count - rank) / count;
        }
    }

    // How many of the largest values are in, and the sum of their running sums.
    private static (int Count, float Total) Support(ReadOnlySpan<float> x, Span<float> sorted, Span<float> order)
    {
        for (int i = 0; i < x.Length; i++)
        {
            (sorted[i], order[i]) = (-x[i], i);
        }

        sorted.Sort(order);
        int count = 0;
        float running = 0, total = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            running -= sorted[i];
            if (-sorted[i] - ((running - 1) / (i + 1)) > 0)
            {
                count++;
                total += running;
            }
        }

        return (count, total);
    }
}
