using Weft.Fuzz.Mutations;

namespace Weft.Fuzz;

/// <summary>The inputs of a reader by their numbers: first its seeds as they are, then mutated ones.</summary>
internal sealed class Inputs(string reader, IReadOnlyList<Seed> seeds)
{
    private const int MostRounds = 4;

    public static Inputs Of(string reader) => new(reader, Corpus.Of(reader));

    /// <summary>How many of the first inputs are seeds.</summary>
    public int Seeds => seeds.Count;

    /// <summary>Whether an input has to be taken, not only to be refused by name.</summary>
    public bool IsWhole(long number) => number < seeds.Count && seeds[(int)number].IsWhole;

    public Seed this[long number]
    {
        get
        {
            if (number < seeds.Count)
            {
                return seeds[(int)number];
            }

            Dice dice = new(reader, number);
            Seed seed = dice.Pick(seeds);
            MutationContext context = new(dice, seeds);
            byte[] bytes = seed.Bytes;
            for (int round = dice.Small(MostRounds); round > 0; round--)
            {
                bytes = Mutation.Any(bytes, context);
            }

            return seed with { Bytes = bytes };
        }
    }
}
