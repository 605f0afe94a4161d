namespace Weft.Fuzz;

/// <summary>Random choices that follow from a reader's name and an input's number alone.</summary>
internal sealed class Dice
{
    private Generator _generator;

    public Dice(string reader, long number)
    {
        ulong name = 0;
        foreach (char letter in reader)
        {
            name = (name * 31) + letter;
        }

        _generator = new Generator(name, (ulong)number);
    }

    /// <summary>From 0 to below a bound.</summary>
    public int Below(int bound) => _generator.NextInt(bound);

    /// <summary>From 1 to a bound, small numbers more often.</summary>
    public int Small(int most) => 1 + Below(1 + Below(most));

    public bool OneIn(int many) => Below(many) == 0;

    public ulong Bits() => _generator.NextUInt64();

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
