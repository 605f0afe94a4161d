namespace Weft.Engine;

/// <summary>Index tables that kernels walk by.</summary>
internal static class Tables
{
    /// <summary><c>0, step, 2 step, ...</c></summary>
    public static int[] Multiples(int count, int step) => [.. Enumerable.Range(0, count).Select(i => i * step)];
}
