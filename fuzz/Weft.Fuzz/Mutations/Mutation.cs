namespace Weft.Fuzz.Mutations;

/// <summary>What mutations draw from.</summary>
/// <param name="Dice">The choices.</param>
/// <param name="Seeds">Files of the same reader, to splice from.</param>
/// <param name="Depth">How many containers a content lies in.</param>
internal sealed record MutationContext(Dice Dice, IReadOnlyList<Seed> Seeds, int Depth = 0);

/// <summary>A way to damage a content of some kind, or of any.</summary>
internal abstract class Mutation
{
    /// <summary>Inputs grow to no more than this.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>
    /// One mutation in so many of those that may make an input large does it: they cost a hundred times what others do, and all take the
    /// same way through a reader.
    /// </summary>
    public const int LargeOneIn = 16;

    private const int MostDepth = 3;

    private static readonly Mutation[] s_plain = [new BlockMutation(), new IntegerMutation(), new TextMutation()];

    private static readonly Mutation[] s_structured =
        [new JsonMutation(), new ZipMutation(), new GzipMutation(), new HdfMutation(), new PngMutation(), new WireMutation()];

    /// <summary>Whether a content is of the mutation's kind.</summary>
    public abstract bool Fits(ReadOnlySpan<byte> bytes);

    /// <summary>A damaged content; the one given stays as it is.</summary>
    public abstract byte[] Apply(byte[] bytes, MutationContext context);

    /// <summary>Any mutation that fits, more often one that knows the content's structure.</summary>
    public static byte[] Any(byte[] bytes, MutationContext context)
    {
        Mutation? structured = context.Depth < MostDepth ? Array.Find(s_structured, mutation => mutation.Fits(bytes)) : null;
        Mutation chosen = structured is not null && !context.Dice.OneIn(4)
            ? structured
            : context.Dice.Pick([.. s_plain.Where(mutation => mutation.Fits(bytes))]);
        byte[] mutated = chosen.Apply(bytes, context);
        return mutated.Length <= MostBytes ? mutated : mutated[..MostBytes];
    }
}
