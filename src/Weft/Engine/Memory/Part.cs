namespace Weft.Engine;

/// <summary>Which part of a step's output is computed: everything, or the share of one of several threads that work on the same sample.</summary>
/// <param name="Index">Which of them.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Part(int Index, int Count)
{
    public static Part Whole => new(0, 1);

    /// <summary>This part's stretch of <paramref name="size"/> values, in whole units but for the last; parts of few units may be empty.</summary>
    public (int Begin, int End) Of(int size, int unit = 1)
    {
        int units = (size + unit - 1) / unit;
        return (Math.Min((int)((long)units * Index / Count) * unit, size), Math.Min((int)((long)units * (Index + 1) / Count) * unit, size));
    }
}
