using Weft.Layers;

namespace Weft.Engine;

/// <summary>How many samples go through a plan at a time: a function of the model alone, so that results do not depend on the machine.</summary>
internal static class GroupChoice
{
    // Weights that are read once for eight samples save more than a smaller group that stays in the cache would; only very large pictures go in smaller ones.
    private const int GroupBytes = 64 * 1024 * 1024;
    private const int MaxGroup = 8;
    private const int CacheBytes = 1024 * 1024;

    public static int For(IReadOnlyList<BuiltLayer> layers, Shape input) =>
        (int)Math.Clamp(GroupBytes / (sizeof(float) * (input.Size + Floats(layers))), 1, MaxGroup);

    /// <summary>The most of them where nothing is learned: four times as many where the second-level cache does not keep the weights, but would keep the values.</summary>
    public static int ForPrediction(IReadOnlyList<BuiltLayer> layers, Shape input)
    {
        int group = For(layers, input);
        long weights = layers.SelectMany(layer => layer.Weights).Sum(weight => (long)weight.Values.Length);
        return sizeof(float) * weights > CacheBytes && !OutgrowsCache(layers, input, 4 * group) ? 4 * group : group;
    }

    /// <summary>How many of <paramref name="most"/> are taken of so many samples: no more than leave work for sixteen threads.</summary>
    public static int Of(int samples, int most) => Math.Min(most, Math.Max(samples / 16 / MaxGroup * MaxGroup, MaxGroup));

    /// <summary>Whether the values of a group are more than a core's second-level cache holds, so that each comes from further away when it is needed again.</summary>
    public static bool OutgrowsCache(IReadOnlyList<BuiltLayer> layers, Shape input, int group) => sizeof(float) * group * (input.Size + Floats(layers)) > CacheBytes;

    // What a convolution hands to a pooling it has taken in is never stored.
    private static long Floats(IReadOnlyList<BuiltLayer> layers)
    {
        long floats = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            bool isTakenIn = layers[i].Layer is Conv2D && i + 1 < layers.Count && layers[i + 1].Layer is MaxPooling2D pool && PlanCompiler.CanTakeIn(pool, layers[i].OutputShape);
            floats += layers[i].Layer is Flatten || isTakenIn ? 0 : 2L * layers[i].OutputShape.Size;
        }

        return floats;
    }
}
