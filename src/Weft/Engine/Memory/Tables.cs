namespace Weft.Engine;

/// <summary>Index tables that kernels walk by.</summary>
internal static class Tables
{
    /// <summary><c>0, step, 2 step, ...</c></summary>
    public static int[] Multiples(int count, int step)
    {
        int[] multiples = new int[count];
        for (int i = 0; i < count; i++)
        {
            multiples[i] = i * step;
        }

        return multiples;
    }
}
